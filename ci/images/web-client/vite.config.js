export default {
  build: { target: "es2022", outDir: "/opt/hydrogen", emptyOutDir: true }, // the glue awaits at its top level
};
