package dev.hibi.cli.train;

import dev.hibi.dataset.Quarantined;
import dev.hibi.dataset.ZipImageFolder;

/** Where the data of a run come from, in Markdown. */
final class SourcesText {
  private static final int LISTED = 20;

  private SourcesText() {}

  static String of(RunImages data) {
    return of("training", data.train())
        + of("test", data.test())
        + data.validation().map(images -> of("validation", images)).orElse("");
  }

  private static String of(String name, ZipImageFolder images) {
    StringBuilder text = new StringBuilder();
    text.append("**").append(name).append("**\n\n").append(code("from " + images));
    text.append("* labels by ").append(images.labelRule()).append('\n');
    text.append("* JPEG by ").append(images.jpegDecoder()).append('\n');
    text.append("* files that are no images: ").append(images.ignored()).append('\n');
    text.append("* unreadable images left out: ").append(images.quarantined().size());
    text.append("\n\n");
    for (Quarantined bad : images.quarantined().stream().limit(LISTED).toList()) {
      text.append(code(bad.reason()));
    }
    return text.append('\n').toString();
  }

  /** Indented by four, so that Markdown changes nothing. */
  private static String code(String line) {
    return "    " + line.replaceAll("\\R", " ") + "\n\n";
  }
}
