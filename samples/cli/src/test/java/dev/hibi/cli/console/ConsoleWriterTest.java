package dev.hibi.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsoleWriterTest {
  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

  private ConsoleWriter in(String charset) {
    return ConsoleWriter.to(stream, Charset.forName(charset));
  }

  private String printed(String charset) {
    return stream.toString(Charset.forName(charset)).replace(System.lineSeparator(), "\n");
  }

  /** ESC, ends of lines, BEL, DEL, a C1 control, directions, half a character. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 8, 0xa, 0xd, 0x1b, 0x7f, 0x85, 0x9b, 0x9d, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029,
        0x202a, 0x202e, 0x2066, 0x2069, 0xd800
      })
  void whatATerminalCouldObeyIsShown(int c) {
    ConsoleWriter out = in("UTF-8");
    String name = "a" + (char) c + "b";
    String shown = "a\\u%04xb".formatted(c);

    out.println(name);
    out.println((Object) Path.of("x").resolve("y"));
    out.printf("%s, %-12s|%d%n", name, List.of(name), 3);

    assertThat(printed("UTF-8"))
        .isEqualTo("%s\nx/y\n%s, [%s]  |3\n".formatted(shown, shown, shown));
  }

  @Test
  void textThatIsOneLineStaysAsItIs() {
    in("UTF-8").println("ひび有り\t/ か\u309a / \ud842\udfb7 / \\u001b / é");

    assertThat(printed("UTF-8")).isEqualTo("ひび有り\t/ か\u309a / \ud842\udfb7 / \\u001b / é\n");
  }

  @ParameterizedTest
  @CsvSource({
    "US-ASCII, \\u3072\\u3073 \\u00e9 \\ud842\\udfb7",
    "ISO-8859-1, \\u3072\\u3073 é \\ud842\\udfb7",
    "windows-31j, ひび \\u00e9 \\ud842\\udfb7",
    "UTF-8, ひび é \ud842\udfb7"
  })
  void whatTheCharsetHasNoCharacterForIsShownToo(String charset, String shown) {
    in(charset).println("ひび é \ud842\udfb7");

    assertThat(printed(charset)).isEqualTo(shown + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"US-ASCII", "windows-31j", "UTF-8"})
  void programsReadUtf8AsItIsAndInOrder(String charset) {
    ConsoleWriter out = in(charset);

    out.printf("%s%n", "before");
    PrintWriter programs = ConsoleWriter.forPrograms(out);
    programs.print("[\"ひび\"]\n");
    programs.flush();
    out.println("after");

    assertThat(printed("UTF-8")).isEqualTo("before\n[\"ひび\"]\nafter\n");
  }

  @Test
  void helpAndOtherTextOfTheCommandsOwnIsPrintedAsItIs() {
    ConsoleWriter out = in("UTF-8");

    out.print("\u001b[1mUsage\u001b[0m\nmore\n");
    out.flush();

    assertThat(printed("UTF-8")).isEqualTo("\u001b[1mUsage\u001b[0m\nmore\n");
  }

  @Test
  void aLineIsDrawnAgainWithItsNamesVisible() {
    ConsoleWriter out = in("UTF-8");

    out.redraw("50 %  a\u001b]0;b\u0007.jpg");

    assertThat(printed("UTF-8")).isEqualTo("\r50 %  a\\u001b]0;b\\u0007.jpg\u001b[K");
  }

  @Test
  void aWriterOfTextIsWrappedOnce() {
    StringWriter text = new StringWriter();
    ConsoleWriter once = ConsoleWriter.to(new PrintWriter(text, true));

    assertThat(ConsoleWriter.to(once)).isSameAs(once);
    once.println("a\nb");
    ConsoleWriter.forPrograms(once).print("{\n}");

    assertThat(text).hasToString("a\\u000ab%n{\n}".formatted());
  }
}
