package dev.hibi.dataset.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ReadLimitsTest {
  @Test
  void defaultsAreThoseDocumented() {
    ReadLimits limits = ReadLimits.defaults();

    assertThat(limits.maxEntryBytes()).isEqualTo(268_435_456);
    assertThat(limits.maxInflateRatio()).isEqualTo(1000);
    assertThat(limits.maxPixels()).isEqualTo(100_000_000);
  }

  @Test
  void limitsBelowOneAreRejected() {
    assertThatThrownBy(() -> ReadLimits.builder().maxPixels(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad limit of pixels: expected 1 to 2147483647, found 0");
  }

  @Test
  void entriesAboveAGibibyteAreNotAllowed() {
    assertThatThrownBy(() -> ReadLimits.builder().maxEntryBytes((1 << 30) + 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad limit of entry bytes: expected 1 to 1073741824, found 1073741825");
  }
}
