package dev.hibi.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ClassLabels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PositiveLabelTest {
  @ParameterizedTest
  @ValueSource(strings = {"P", "p", "Positive", "CRACK", "cracked", "ひび割れ", "クラック", "亀裂"})
  void aNameTellsWhichClassIsTheCrack(String name) {
    assertThat(PositiveLabel.among(ClassLabels.of("other", name))).contains(name);
  }

  @Test
  void whereNoneOrSeveralDoNobodyKnows() {
    assertThat(PositiveLabel.among(ClassLabels.of("N", "uncracked", "pos"))).isEmpty();
    assertThat(PositiveLabel.among(ClassLabels.of("P", "crack"))).isEmpty();
  }
}
