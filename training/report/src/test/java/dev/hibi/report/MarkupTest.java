package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class MarkupTest {
  @Test
  void textsAndValuesAreEscaped() {
    Markup out = new Markup().leaf("p", "<b> & \"x\"", "title", "\"><script>");

    assertThat(out)
        .hasToString("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &quot;x&quot;</p>");
  }

  @Test
  void whatXmlRefusesAndWhatTurnsTheDirectionIsReplaced() {
    Markup out = new Markup().text("a\u0000b\u202Ec\uD800d\uFFFFe\u2066f𝄞\n");

    assertThat(out).hasToString("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf𝄞\n");
  }

  @Test
  void anElementThatIsLeftOpenIsAMistake() {
    Markup out = new Markup().open("p");

    assertThatThrownBy(out::toString)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("open element: expected all to be closed, found 'p'");
  }

  @Test
  void anAttributeWithoutAValueIsAMistake() {
    assertThatThrownBy(() -> new Markup().open("p", "hidden"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad attributes: expected names and values, found 1 (p)");
  }
}
