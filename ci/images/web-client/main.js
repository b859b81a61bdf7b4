// The whole Hydrogen client around its view model, as its package brings it: no homeserver is preset.
import { Platform, RootViewModel, createNavigation, createRouter, FeatureSet } from "hydrogen-view-sdk";
import downloadSandbox from "hydrogen-view-sdk/download-sandbox.html?url";
import worker from "hydrogen-view-sdk/main.js?url";
import wasm from "@matrix-org/olm/olm.wasm?url";
import wasmBundle from "@matrix-org/olm/olm.js?url";
import legacyBundle from "@matrix-org/olm/olm_legacy.js?url";
import "hydrogen-view-sdk/assets/theme-element-light.css";

const container = document.getElementById("app");
const assetPaths = { downloadSandbox, worker, serviceWorker: "sw.js", olm: { wasm, wasmBundle, legacyBundle } };
const platform = new Platform({ container, assetPaths, config: { defaultHomeServer: "" } });
const navigation = createNavigation();
platform.setNavigation(navigation);
await platform.init();
const urlRouter = createRouter({ navigation, history: platform.history });
urlRouter.attach();
const features = await FeatureSet.load(platform.settingsStorage);
const client = new RootViewModel({ platform, navigation, urlRouter, features });
await client.load();
platform.createAndMountRootView(client);
