package dev.hibi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClassLabelsTest {
  @Test
  void positionsAreTheOrderGiven() {
    ClassLabels labels = ClassLabels.of("P", "N");

    assertThat(labels.size()).isEqualTo(2);
    assertThat(labels.name(0)).isEqualTo("P");
    assertThat(labels.indexOf("N")).isEqualTo(1);
    assertThat(labels.contains("Q")).isFalse();
    assertThat(labels).hasToString("[P, N]");
  }

  @Test
  void equalWhenNamesAndOrderAreEqual() {
    assertThat(ClassLabels.of("N", "P")).isEqualTo(new ClassLabels(List.of("N", "P")));
    assertThat(ClassLabels.of("N", "P")).isNotEqualTo(ClassLabels.of("P", "N"));
  }

  @Test
  void laterChangesOfTheListDoNotReachTheLabels() {
    List<String> names = new ArrayList<>(List.of("N", "P"));
    ClassLabels labels = new ClassLabels(names);

    names.set(0, "Q");

    assertThat(labels.names()).containsExactly("N", "P");
  }

  @Test
  void unknownNameIsRejected() {
    assertThatThrownBy(() -> ClassLabels.of("N", "P").indexOf("Q"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unknown class label: expected one of [N, P], found 'Q'");
  }

  @Test
  void noNameIsRejected() {
    assertThatThrownBy(ClassLabels::of)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no class labels: expected at least 1, found 0");
  }

  @Test
  void blankNameIsRejected() {
    assertThatThrownBy(() -> ClassLabels.of("N", " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("blank class label: expected a name, found ' ' (in [N,  ])");
  }

  @Test
  void sameNameTwiceIsRejected() {
    assertThatThrownBy(() -> ClassLabels.of("N", "P", "N"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class label twice: expected distinct names, found 'N' (in [N, P, N])");
  }

  /** か with a combining voiced mark, as macOS writes が, and blanks of two kinds. */
  @Test
  void namesAreKeptAndFoundInOneSpelling() {
    ClassLabels labels = ClassLabels.of("か\u3099 ", "\u3000crack");

    assertThat(labels.names()).containsExactly("が", "crack");
    assertThat(labels).isEqualTo(ClassLabels.of("が", "crack"));
    assertThat(labels.indexOf("か\u3099")).isZero();
    assertThat(labels.contains(" crack ")).isTrue();
    assertThatThrownBy(() -> ClassLabels.of("が", "か\u3099"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("class label twice: expected distinct names, found 'が' (in [が, が])");
  }
}
