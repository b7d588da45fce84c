// Our own script: keys, dialogs, passkeys and small comforts. Every page works without it.
import "./keys.js";
import "./passkeys.js";
import "./comforts.js";
import "./triage.js";
import "./palette.js";
import "./hours.js";
