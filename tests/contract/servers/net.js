// The real PDS, PLC, AppView and moderation service of Bluesky's own development network, on loopback only.
// Told by the environment: PORTS (plc,pds,appview,ozone,introspect), DB_POSTGRES_URL, REDIS_HOST. Prints one JSON line when ready.
'use strict'
const net = require('node:net')
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  // The servers name no host and would answer the whole world.
  const open = typeof port === 'number' && typeof rest[0] !== 'string'
  return open ? listen.call(this, port, '127.0.0.1', ...rest) : listen.call(this, port, ...rest)
}

const { TestNetwork, mockMailer } = require('@atproto/dev-env')

async function main() {
  const [plc, pds, bsky, ozone, introspect] = process.env.PORTS.split(',').map(Number)
  const network = await TestNetwork.create({
    dbPostgresUrl: process.env.DB_POSTGRES_URL,
    dbPostgresSchema: 'bsky',
    plc: { port: plc },
    pds: { port: pds, hostname: 'localhost', enableDidDocWithSession: true },
    bsky: { port: bsky, dbPostgresSchema: 'bsky', publicUrl: `http://localhost:${bsky}` },
    ozone: { port: ozone },
    introspect: { port: introspect },
  })
  mockMailer(network.pds)
  process.on('SIGTERM', async () => {
    await network.close()
    process.exit(0)
  })
  console.log(JSON.stringify({ ready: true, pds: network.pds.url, appview: network.bsky.url }))
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
