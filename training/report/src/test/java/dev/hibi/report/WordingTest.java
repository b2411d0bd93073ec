package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WordingTest {
  private static final Pattern VALUE = Pattern.compile("%(?:(\\d)\\$)?s");

  private static Stream<Wording> all() {
    return Stream.<Wording[]>of(
            PageWord.values(),
            EvaluationWord.values(),
            ImageWord.values(),
            ModelWord.values(),
            TrainingWord.values(),
            ScanWord.values(),
            Units.values())
        .flatMap(Arrays::stream);
  }

  @ParameterizedTest
  @MethodSource("all")
  void bothLanguagesSayTheSameOfTheSameValues(Wording wording) {
    assertThat(values(wording.japanese())).isEqualTo(values(wording.english()));
    assertThat(wording.japanese().codePoints().anyMatch(c -> c > 0x3000)).isTrue();
    assertThat(wording.english().codePoints().anyMatch(c -> c > 0x3000)).isFalse();
  }

  /** The numbers of the values that stand in a text. */
  private static Set<Integer> values(String text) {
    Set<Integer> numbers = new TreeSet<>();
    Matcher matcher = VALUE.matcher(text);
    for (int next = 1; matcher.find(); next++) {
      numbers.add(matcher.group(1) == null ? next : Integer.parseInt(matcher.group(1)));
    }
    return numbers;
  }

  /** What is formatted needs its percent signs twice, what is not once. */
  @ParameterizedTest
  @MethodSource("all")
  void percentSignsAreWrittenAsTheTextIsUsed(Wording wording) {
    for (String text : new String[] {wording.english(), wording.japanese()}) {
      String rest = VALUE.matcher(text).replaceAll("");
      assertThat(rest.contains("%%")).isEqualTo(rest.contains("%") && !rest.equals(text));
    }
  }

  @Test
  void aLanguageIsKnownByItsTag() {
    assertThat(ReportLanguage.of("ja")).isEqualTo(ReportLanguage.JAPANESE);
    assertThatThrownBy(() -> ReportLanguage.of("de"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown language: expected en or ja, found 'de'");
  }
}
