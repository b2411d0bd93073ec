package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "*.pt, a.pt, true",
    "*.pt, deep/er/a.pt, true",
    "*.pt, a.ptx, false",
    "run/*.pt, run/a.pt, true",
    "run/*.pt, run/x/a.pt, false",
    "run/**, run/x/a.pt, true",
    "run/**, runs/a.pt, false",
    "**/model/*, a/b/model/x, true",
    "**/model/*, model/x, true",
    "/run/a.pt, run/a.pt, true",
    "r?n/a.pt, run/a.pt, true",
    "r?n/a.pt, r/n/a.pt, false",
    "a.p[t], a.pt, false",
    "写真*.jpg, x/写真 1.jpg, true"
  })
  void aPatternIsForPathsOrForNames(String pattern, String path, boolean matches) {
    OutputFile file = new OutputFile(path, 1, Optional.empty());

    assertThat(OutputFiles.matching(pattern).test(file)).isEqualTo(matches);
  }

  @Test
  void aPatternOfNothingIsRefused() {
    assertThatThrownBy(() -> OutputFiles.matching("/"))
        .hasMessage("bad pattern: expected a text, found none");
  }
}
