import type { HlsConfig, LoaderCallbacks, LoaderConfiguration, LoaderContext } from "hls.js";
import Hls from "hls.js/light";
import { joinSegments, joint } from "./joinSegments";

/** What hls.js loads playlists and segments with, for a player that takes the named segments together with those before them. */
export function joiningLoader(names: ReadonlySet<string>): HlsConfig["loader"] {
  return class extends Hls.DefaultConfig.loader {
    private readonly gone = new AbortController();

    override load(context: LoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
      const [first, ...others] = context.url.split(joint) as [string, ...string[]];
      const rest = Promise.all(others.map((name) => this.bytes(new URL(name, first).href)));
      rest.catch((error: unknown) => { if (!this.gone.signal.aborted) callbacks.onError({ code: 0, text: String(error) }, context, null, this.stats); });
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, stats, by, details) => {
          const succeed = (data: string | ArrayBuffer) => callbacks.onSuccess({ ...response, data }, stats, by, details);
          if (typeof response.data === "string") succeed(joinSegments(response.data, names));
          else if (others.length === 0) succeed(response.data as ArrayBuffer);
          else void rest.then((parts) => new Blob([response.data as ArrayBuffer, ...parts]).arrayBuffer()).then((data) => { if (!this.gone.signal.aborted) succeed(data); }, () => undefined);
        },
      });
    }

    override destroy(): void {
      this.gone.abort();
      super.destroy();
    }

    private async bytes(url: string): Promise<ArrayBuffer> {
      const response = await fetch(url, { signal: this.gone.signal, credentials: "same-origin" });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return response.arrayBuffer();
    }
  };
}
