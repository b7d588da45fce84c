// Passkeys: between the forms of allauth and the browser's own WebAuthn, without inline script.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
const text = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const ids = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

async function create(options) {
  const asked = options.publicKey;
  asked.authenticatorSelection = { ...asked.authenticatorSelection, residentKey: "required", requireResidentKey: true,
    userVerification: "required" };
  const made = await navigator.credentials.create({ publicKey: { ...asked, challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) }, excludeCredentials: ids(asked.excludeCredentials) } });
  return { ...said(made), response: { clientDataJSON: text(made.response.clientDataJSON),
    attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] } };
}

async function get(options) {
  const asked = options.publicKey;
  const shown = await navigator.credentials.get({ publicKey: { ...asked, challenge: bytes(asked.challenge),
    allowCredentials: ids(asked.allowCredentials) } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
  return { ...said(shown), response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData),
    signature: text(signature), userHandle: text(userHandle) } };
}

const said = (one) => ({ id: one.id, rawId: text(one.rawId), type: one.type,
  authenticatorAttachment: one.authenticatorAttachment, clientExtensionResults: one.getClientExtensionResults() });

async function asked(form) {
  const here = form.querySelector("script[type='application/json']");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no passkey data");
  return answer.json();
}

async function run(form) {
  const why = form.querySelector("[data-passkey-problem]");
  if (why) why.hidden = true;
  try {
    const data = await asked(form);
    const credential = data.creation_options
      ? await create(data.creation_options)
      : await get(data.request_options);
    form.querySelector("[name=credential]").value = JSON.stringify(credential);
    form.submit();
  } catch {
    if (why) why.hidden = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-passkey]");
  if (button) { event.preventDefault(); run(button.form); }
});
for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !window.PublicKeyCredential;
