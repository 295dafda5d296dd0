// Passkeys: the form carries what to ask the device for; its answer goes into the form, which is then sent.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const unpacked = ({ challenge, user, excludeCredentials = [], ...rest }) => ({
  ...rest,
  challenge: bytes(challenge),
  ...(user && { user: { ...user, id: bytes(user.id) } }),
  excludeCredentials: excludeCredentials.map((key) => ({ ...key, id: bytes(key.id) })),
});

function packed({ id, rawId, type, response }) {
  const answer = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[part]) answer[part] = text(response[part]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: answer });
}

const words = {
  InvalidStateError: "This device has a passkey for your account already.",
  NotAllowedError: "That was broken off, or there is no passkey here. Try once more.",
};

async function ask(form) {
  const error = form.querySelector("[data-passkey-error]");
  error.hidden = true;
  try {
    const publicKey = unpacked(JSON.parse(form.dataset.options));
    form.elements.credential.value = packed(await navigator.credentials[form.dataset.passkey]({ publicKey }));
    form.submit();
  } catch ({ name }) {
    error.textContent = words[name] ?? "This browser can't use passkeys here.";
    error.hidden = false;
  }
}

for (const hidden of document.querySelectorAll("[data-needs-scripts]")) hidden.hidden = false;

for (const form of document.querySelectorAll("form[data-passkey]"))
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
