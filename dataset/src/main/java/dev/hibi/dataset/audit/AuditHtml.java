package dev.hibi.dataset.audit;

import dev.hibi.WholeFiles;
import dev.hibi.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * An audit's report as one HTML page: it needs no network, no script and no other file, follows the
 * reader's light or dark setting, and fits a phone.
 */
public final class AuditHtml {
  /** Pairs or images shown of each kind; all are in the report. */
  private static final int SHOWN = 60;

  /** Longest side of a thumbnail in pixels. */
  private static final int THUMBNAIL = 120;

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--line:#d7d7d2;--soft:#f4f4f1;--dim:#62625c;--bad:#b3261e}
      @media(prefers-color-scheme:dark){:root{--line:#3d3d3a;--soft:#252523;--dim:#a5a59d;--bad:#ff8a80}}
      body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem}
      h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}
      h3{font-size:1rem;margin:1.2rem 0 .3rem}p{margin:.4rem 0}
      ul.verdict{padding:.8rem 1rem .8rem 2rem;background:var(--soft);border-radius:.5rem}
      .dim,figcaption{color:var(--dim)}.bad{color:var(--bad);font-weight:600}
      .scroll{overflow-x:auto}table{border-collapse:collapse;margin:.3rem 0;font-size:.95rem}
      th,td{padding:.25rem .8rem .25rem 0;text-align:left;border-bottom:1px solid var(--line);\
      vertical-align:top}
      .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
      .sheet{display:grid;grid-template-columns:repeat(auto-fill,minmax(15.5rem,1fr));gap:.8rem}
      figure{margin:0;padding:.6rem;border:1px solid var(--line);border-radius:.5rem;min-width:0}
      figure img{width:calc(50% - .2rem);aspect-ratio:1;object-fit:contain;background:var(--soft)}
      figure img+img{margin-left:.4rem}figcaption{font-size:.8rem;overflow-wrap:anywhere}
      """;

  private final AuditReport report;
  private final DatasetAudit audit;
  private final StringBuilder page = new StringBuilder();

  private AuditHtml(AuditReport report, DatasetAudit audit) {
    this.report = report;
    this.audit = audit;
  }

  /**
   * Writes the page, whole or not at all; a file that is there is replaced.
   *
   * @param audit the one that made the report; its splits must still be open, for the pictures
   * @throws IOException if an image cannot be read a second time, or the file not be written
   */
  public static void write(AuditReport report, DatasetAudit audit, Path file) throws IOException {
    String html = new AuditHtml(report, audit).html();
    WholeFiles.writeFile(file, WholeFiles.text(html));
  }

  private String html() throws IOException {
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .append("<title>Data set audit</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head>\n<body>\n<h1>Data set audit</h1>\n");
    add(
        "<p class=\"dim\">%s in %s</p>\n<ul class=\"verdict\">\n",
        Verdict.images(report.images()),
        escape(report.splits().stream().map(SplitSummary::name).collect(Collectors.joining(", "))));
    report.verdict().forEach(sentence -> add("<li>%s</li>\n", escape(sentence)));
    page.append("</ul>\n");
    pairs("Copies across splits", report.leaks());
    pairs("Copies with different labels", report.conflicts());
    findings("Unreadable images", report.unreadable(), false);
    findings("Blank images", report.blank(), true);
    findings("Blurred images", report.blurred(), true);
    pairs(
        "Copies within a split",
        report.duplicates().stream().filter(pair -> !pair.leak()).toList());
    thresholds();
    for (SplitSummary split : report.splits()) {
      split(split);
    }
    return page.append("</body></html>\n").toString();
  }

  private void add(String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values));
  }

  private void heading(String title, int count) {
    add(
        "<h2>%s <span class=\"%s\">%,d</span></h2>\n",
        escape(title), count == 0 ? "dim" : "bad", count);
    if (count > SHOWN) {
      add("<p class=\"dim\">%,d of them are shown.</p>\n", SHOWN);
    }
  }

  private void pairs(String title, List<DuplicatePair> pairs) throws IOException {
    heading(title, pairs.size());
    if (pairs.isEmpty()) {
      return;
    }
    page.append("<div class=\"sheet\">\n");
    for (DuplicatePair pair : spread(pairs)) {
      page.append("<figure>");
      thumbnail(pair.first());
      thumbnail(pair.second());
      add(
          "<figcaption>%s<br>%s<br>%s</figcaption></figure>\n",
          caption(pair.first()),
          caption(pair.second()),
          pair.identical()
              ? "the same file"
              : String.format(
                  Locale.ROOT, "%s, correlation %.3f", pair.form().words(), pair.correlation()));
    }
    page.append("</div>\n");
  }

  /** The weakest pairs first: those that a reader may doubt; the same number from all over. */
  private static List<DuplicatePair> spread(List<DuplicatePair> pairs) {
    List<DuplicatePair> sorted = new ArrayList<>(pairs);
    sorted.sort(Comparator.comparingDouble(DuplicatePair::correlation));
    if (sorted.size() <= SHOWN) {
      return sorted;
    }
    List<DuplicatePair> some = new ArrayList<>();
    for (int i = 0; i < SHOWN; i++) {
      some.add(sorted.get((int) ((long) i * sorted.size() / SHOWN)));
    }
    return some;
  }

  private void findings(String title, List<Finding> findings, boolean pictures) throws IOException {
    heading(title, findings.size());
    if (findings.isEmpty()) {
      return;
    }
    page.append(pictures ? "<div class=\"sheet\">\n" : "<ul>\n");
    for (Finding finding : findings.subList(0, Math.min(SHOWN, findings.size()))) {
      if (pictures) {
        page.append("<figure>");
        thumbnail(finding.image());
        add(
            "<figcaption>%s<br>%s</figcaption></figure>\n",
            caption(finding.image()), escape(finding.reason()));
      } else {
        add("<li>%s<br>%s</li>\n", caption(finding.image()), escape(finding.reason()));
      }
    }
    page.append(pictures ? "</div>\n" : "</ul>\n");
  }

  private static String caption(AuditedImage image) {
    String entry = image.name().substring(image.name().indexOf('!') + 1); // of an archive
    return "<b>%s</b> <span title=\"%s\">%s</span> (%s)"
        .formatted(
            escape(image.split()), escape(image.name()), escape(entry), escape(image.label()));
  }

  private void thumbnail(AuditedImage image) throws IOException {
    RgbImage picture = audit.decode(image);
    int longest = Math.max(picture.width(), picture.height());
    if (longest > THUMBNAIL) {
      picture =
          picture.resize(
              Math.max(1, picture.width() * THUMBNAIL / longest),
              Math.max(1, picture.height() * THUMBNAIL / longest));
    }
    BufferedImage buffered = picture.toBufferedImage();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(buffered, "jpeg", jpeg);
    page.append("<img alt=\"\" loading=\"lazy\" src=\"data:image/jpeg;base64,")
        .append(Base64.getEncoder().encodeToString(jpeg.toByteArray()))
        .append("\">");
  }

  private void thresholds() {
    if (report.thresholds().isEmpty()) {
      return;
    }
    page.append("<h2>What one threshold tells</h2>\n<div class=\"scroll\"><table>")
        .append("<tr><th>on<th class=\"n\">right<th class=\"n\">guessing")
        .append("<th class=\"n\">threshold<th>at or below<th>above</tr>\n");
    for (SingleThreshold threshold : report.thresholds()) {
      add(
          "<tr><td>%s<td class=\"n\">%.1f %%<td class=\"n\">%.1f %%<td class=\"n\">%.1f<td>%s<td>%s</tr>\n",
          threshold.measure(),
          100 * threshold.accuracy(),
          100 * threshold.majority(),
          threshold.threshold(),
          escape(threshold.below()),
          escape(threshold.above()));
    }
    add(
        "</table></div>\n<p class=\"dim\">Fitted on %s, measured on %s.</p>\n",
        escape(report.splits().get(0).name()),
        report.thresholds().get(0).testAccuracy().isPresent() ? "the rest" : "the same");
  }

  private void split(SplitSummary split) {
    add(
        "<h2>%s <span class=\"dim\">%s</span></h2>\n",
        escape(split.name()), Verdict.images(split.images()));
    Map<String, List<SplitSummary.Count>> tables = new LinkedHashMap<>();
    tables.put("Classes", split.classes());
    tables.put("Sources", split.sources());
    tables.put("Sizes", split.sizes());
    tables.put("Colour modes", split.colorModes());
    tables.put("Formats", split.formats());
    tables.forEach(this::counts);
    page.append("<h3>Light</h3>\n<div class=\"scroll\"><table><tr><th>class")
        .append("<th class=\"n\">brightness<th class=\"n\">contrast</tr>\n");
    for (SplitSummary.Light light : split.light()) {
      add(
          "<tr><td>%s<td class=\"n\">%.1f &plusmn; %.1f<td class=\"n\">%.1f &plusmn; %.1f</tr>\n",
          escape(light.label()),
          light.brightness(),
          light.brightnessDeviation(),
          light.contrast(),
          light.contrastDeviation());
    }
    page.append("</table></div>\n");
  }

  private void counts(String title, List<SplitSummary.Count> counts) {
    add("<h3>%s</h3>\n<div class=\"scroll\"><table>\n", title);
    for (SplitSummary.Count count : counts.subList(0, Math.min(SHOWN, counts.size()))) {
      add(
          "<tr><td>%s<td class=\"n\">%,d<td class=\"n\">%.1f %%</tr>\n",
          escape(count.name()), count.count(), 100 * count.share());
    }
    page.append("</table></div>\n");
    if (counts.size() > SHOWN) {
      add("<p class=\"dim\">and %,d more</p>\n", counts.size() - SHOWN);
    }
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        default -> out.append(Character.isISOControl(c) ? '\uFFFD' : c);
      }
    }
    return out.toString();
  }
}
