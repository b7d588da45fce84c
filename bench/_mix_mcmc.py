"""The mix's model by MCMC: reads cases as JSON on standard input; needs numpyro, nothing of ours."""

from __future__ import annotations

import json
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.scipy.special import expit
from numpyro.infer import MCMC, NUTS

numpyro.set_host_device_count(1)
jax.config.update("jax_enable_x64", True)
AHEAD = 6


def stocks(hours: jax.Array, carry: jax.Array) -> jax.Array:
    """What is left of past hours, week by week."""

    def step(held: jax.Array, now: jax.Array) -> tuple[jax.Array, jax.Array]:
        held = (1 - carry) * now + carry * held
        return held, held

    return jax.lax.scan(step, hours[0], hours)[1]


def model(hours: jax.Array, value: jax.Array, said: dict[str, float], basis: jax.Array) -> None:
    """Priors and likelihood as in docs/explanation/the-worth-of-an-hour.md, given that hours act."""
    weeks, networks = hours.shape

    def around(name: str, centre: float, wide: float, spread: float) -> jax.Array:
        mean = numpyro.sample(f"{name}_mean", dist.Normal(centre, wide))
        with numpyro.plate(f"{name}_networks", networks):
            off = numpyro.sample(f"{name}_off", dist.Normal(0, 1))
        return mean + spread * off

    level = around("level", said["scale"], said["level_wide"], said["level_spread"])
    base = expit(around("base", said["base"], said["base_wide"], said["base_spread"]))
    half = around("half", said["half"], said["half_wide"], said["half_spread"])
    size = jnp.exp(around("size", said["size"], said["size_wide"], said["size_spread"]))
    with numpyro.plate("networks", networks):
        carry = expit(numpyro.sample("carry", dist.Normal(-1.2, said["carry_spread"])))
        bias = numpyro.sample("bias", dist.Normal(0, said["bias"]))
        with numpyro.plate("steps", basis.shape[1]):
            drift = numpyro.sample("drift", dist.Normal(0, 1)) * jnp.sqrt(jnp.array(said["drift"]))
    noise = numpyro.sample("noise", dist.Normal(0, 1).expand([weeks]).to_event(1))
    stays, wide = said["stays"], said["common"]

    def walk(held: jax.Array, new: jax.Array) -> tuple[jax.Array, jax.Array]:
        held = stays * held + jnp.sqrt(1 - stays**2) * wide * new
        return held, held

    first = wide * noise[0]
    common = jnp.concatenate([first[None], jax.lax.scan(walk, first, noise[1:])[1]])
    stock, typical, scale = stocks(hours, carry), said["typical"], jnp.exp(half)
    ratio = stock * (typical + scale) / typical / (stock + scale)
    mean = jnp.exp(level + bias + basis @ drift + common[:, None]) * (base + (1 - base) * ratio)
    numpyro.sample("value", dist.GammaPoisson(size, size / mean), obs=value)
    most = jnp.exp(level) * (1 - base) * (typical + scale) / typical
    numpyro.deterministic("most", most)
    numpyro.deterministic("scale", scale)
    numpyro.deterministic("now", common[-1])


def main() -> None:
    """Answer every case: mean, 10 % and 90 % of the value of the next hour on every network."""
    told = json.load(sys.stdin)
    out, seconds, divergences = [], [], 0
    for case in told:
        began = time.perf_counter()
        sampler = MCMC(
            NUTS(model, target_accept_prob=0.9),
            num_warmup=500,
            num_samples=1000,
            num_chains=2,
            progress_bar=False,
        )
        hours, value, basis = (jnp.array(case[name], dtype=float) for name in ("hours", "value", "basis"))
        sampler.run(jax.random.PRNGKey(1), hours, value, case["said"], basis, extra_fields=("diverging",))
        seconds.append(time.perf_counter() - began)
        divergences += int(sampler.get_extra_fields()["diverging"].sum())
        drawn = {name: np.array(x) for name, x in sampler.get_samples().items()}
        today, said = np.array(case["today"]), case["said"]
        fades = float(np.mean(said["stays"] ** np.arange(1, AHEAD + 1)))
        rng = np.random.default_rng(1)
        ahead = rng.standard_normal(drawn["most"].shape) * np.sqrt(np.array(said["drift"]) * said["ahead"])
        now = np.exp(drawn["now"][:, None] * fades + ahead)
        more = (today + 1) / (today + 1 + drawn["scale"]) - today / (today + drawn["scale"])
        gain = drawn["most"] * now * more
        out.append([[float(g.mean()), *(float(q) for q in np.quantile(g, (0.1, 0.9)))] for g in gain.T])
    print(json.dumps({"cases": out, "seconds": float(np.mean(seconds)), "divergences": divergences}))


if __name__ == "__main__":
    main()
