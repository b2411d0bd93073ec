package dev.hibi.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.model.Backbone;
import dev.hibi.model.network.ActivationRanges.Range;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ActivationRangesTest {

  @ParameterizedTest
  @CsvSource({"1, 0", "NaN, 1", "0, NaN", "0, Infinity", "-Infinity, 0"})
  void numbersAreFiniteAndInOrder(float least, float greatest) {
    assertThatThrownBy(() -> new Range(least, greatest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "bad range: expected two finite numbers, the least first, found %s and %s"
                .formatted(least, greatest));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 255, 1, 0",
    "-51, 204, 1, 51",
    "-255, 0, 1, 255",
    "100, 510, 2, 0",
    "-510, -2, 2, 255"
  })
  void zeroIsAlwaysAStep(float least, float greatest, double step, int zero) {
    Range range = new Range(least, greatest);

    assertThat(range.step()).isEqualTo(step, within(1e-12));
    assertThat(range.zero()).isEqualTo(zero);
  }

  @Test
  void aLayerThatIsAlwaysZeroHasSteps() {
    assertThat(new Range(0, 0).step()).isPositive();
    assertThat(new Range(0, 0).zero()).isZero();
  }

  @Test
  void stepsOfTheWholeRangeOfFloatsAreFinite() {
    Range range = new Range(-Float.MAX_VALUE, Float.MAX_VALUE);

    assertThat(range.step()).isFinite();
    assertThat(range.zero()).isBetween(127, 128);
  }

  @Test
  void togetherTheyReachAsFarAsEither() {
    ActivationRanges both =
        new ActivationRanges(Map.of("a", new Range(-1, 1)))
            .with(new ActivationRanges(Map.of("a", new Range(0, 2), "b", new Range(3, 4))));

    assertThat(both.byLayer()).isEqualTo(Map.of("a", new Range(-1, 2), "b", new Range(3, 4)));
  }

  @Test
  void rangesOfALayerThatTheNetworkHasNotAreRefused() {
    NetworkDefinition network = Backbone.RESNET18.network(2);
    Map<String, Range> ranges = new LinkedHashMap<>();
    ActivationRanges.layers(network).forEach(layer -> ranges.put(layer, new Range(0, 1)));
    ActivationRanges fitting = new ActivationRanges(ranges);
    ranges.put("layer5.0.relu", new Range(0, 1));

    assertThat(fitting.requireFit(network)).isSameAs(fitting);
    assertThatThrownBy(() -> new ActivationRanges(ranges).requireFit(network))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "ranges of another network: expected layers of resnet18, found 'layer5.0.relu'");
  }
}
