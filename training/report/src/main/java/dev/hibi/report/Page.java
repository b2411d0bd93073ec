package dev.hibi.report;

import dev.hibi.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A page while it is written.
 *
 * <p>It says of itself what it may do: show pictures that it holds, and use its own style and
 * script, which are known by their digests. So nothing leaves it, and a name that were a script
 * would not run even if it were not escaped.
 */
final class Page {
  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("viewer.js");

  private final Front front;
  private final Allowance allowance;
  private final Markup out = new Markup();

  private Page(Front front, Allowance allowance) {
    this.front = front;
    this.allowance = allowance;
  }

  /**
   * Writes a page.
   *
   * @throws IOException if a picture cannot be read, or the page is too large without any
   */
  static Report of(Front front, List<Section> sections) throws IOException {
    Allowance allowance = Allowance.full();
    while (true) {
      Page page = new Page(front, allowance);
      page.write(sections);
      String html = page.out.toString();
      int bytes = html.getBytes(StandardCharsets.UTF_8).length;
      if (bytes <= Report.MOST_BYTES) {
        return new Report(html);
      }
      if (allowance.isLeast()) {
        throw new IOException(
            "page too large: expected at most %d bytes without pictures, found %d"
                .formatted(Report.MOST_BYTES, bytes));
      }
      allowance = allowance.half();
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource: expected " + name + ", found none");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(List<Section> sections) throws IOException {
    String language = front.language().id();
    out.constant("<!DOCTYPE html>\n").open("html", "lang", language);
    head();
    out.open("body").leaf("a", say(PageWord.SKIP), "class", "skip", "href", "#content");
    out.open("header").leaf("h1", say(front.title())).open("dl", "class", "facts");
    for (Front.Fact fact : front.facts()) {
      out.open("div").leaf("dt", say(fact.name())).open("dd");
      Cell.name(fact.text()).writeTo(out);
      out.close().close();
    }
    out.close().closeLine();
    out.open("nav", "aria-label", say(PageWord.CONTENTS)).open("ul");
    for (Section section : sections) {
      out.open("li").leaf("a", say(section.title()), "href", "#" + section.id()).close();
    }
    out.close().closeLine();
    out.open("main", "id", "content", "tabindex", "-1").text("\n");
    for (Section section : sections) {
      String heading = section.id() + "-heading";
      out.open("section", "id", section.id(), "aria-labelledby", heading)
          .leaf("h2", say(section.title()), "id", heading)
          .text("\n");
      section.writeTo(this);
      out.closeLine();
    }
    out.closeLine().open("footer").leaf("p", say(PageWord.FOOT)).closeLine();
    if (front.views()) {
      out.open("script").constant(SCRIPT).closeLine();
    }
    out.close().closeLine();
  }

  private void head() {
    String script = front.views() ? digest(SCRIPT) : "'none'";
    String policy =
        "default-src 'none'; img-src data:; style-src %s; script-src %s; base-uri 'none'; form-action 'none'"
            .formatted(digest(STYLE), script);
    out.open("head").empty("meta", "charset", "utf-8");
    out.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy);
    out.empty("meta", "name", "viewport", "content", "width=device-width,initial-scale=1");
    out.empty("meta", "name", "color-scheme", "content", "light dark");
    out.empty("link", "rel", "icon", "href", "data:,"); // else a server would be asked for one
    out.leaf("title", say(front.title()) + " – Hibi");
    out.open("style").constant(STYLE).close().closeLine();
  }

  private static String digest(String text) {
    byte[] sha256 = HexFormat.of().parseHex(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    return "'sha256-" + Base64.getEncoder().encodeToString(sha256) + "'";
  }

  ReportLanguage language() {
    return front.language();
  }

  Markup out() {
    return out;
  }

  Allowance allowance() {
    return allowance;
  }

  /** A text in the page's language. */
  String say(Wording wording, Object... values) {
    return wording.in(front.language(), values);
  }

  /** Sentences one after the other, as the page's language writes them. */
  String joined(String... sentences) {
    return String.join(front.language() == ReportLanguage.JAPANESE ? "" : " ", sentences);
  }

  void paragraph(String text) {
    out.leaf("p", text).text("\n");
  }

  /** What only some readers want to know. */
  void note(String text) {
    out.leaf("p", text, "class", "dim").text("\n");
  }

  void heading(String text) {
    out.leaf("h3", text).text("\n");
  }

  /** Says how many of a list are not shown, if any. */
  void more(long count) {
    if (count > 0) {
      note(say(PageWord.MORE, Numbers.count(count)));
    }
  }

  /** A picture, which is to be within the allowance. */
  void picture(Picture picture, String words) {
    out.empty(
        "img",
        "src",
        picture.address(),
        "alt",
        words,
        "width",
        String.valueOf(picture.width()),
        "height",
        String.valueOf(picture.height()));
  }
}
