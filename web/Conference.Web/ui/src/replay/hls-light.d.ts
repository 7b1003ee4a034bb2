/** The light build (without subtitles and encrypted media) has the full build's interface, but ships no types under its own name. */
declare module "hls.js/light" {
  export { default } from "hls.js";
}
