package dev.hibi.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.model.scoring.OperatingPoint;
import dev.hibi.model.scoring.OperatingPoint.Promise;
import dev.hibi.model.scoring.OperatingPoint.Unit;
import dev.hibi.model.scoring.ScanPoint;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class TilesTest {
  private static final Optional<ScanPoint> CALIBRATED =
      Optional.of(
          new ScanPoint(
              96,
              576,
              new OperatingPoint(
                  0.3, Promise.RECALL, 0.95, 0.9, 59, Unit.PHOTOGRAPH, "ab".repeat(32))));

  private static Tiles tiles(Optional<ScanPoint> calibrated, int edge) {
    return Tiles.of(calibrated, OptionalInt.of(edge), OptionalLong.empty());
  }

  @Test
  void whatIsNotSaidIsAsTheModelWasCalibrated() {
    OptionalInt none = OptionalInt.empty();

    assertThat(Tiles.of(CALIBRATED, none, OptionalLong.empty()).edge()).isEqualTo(96);
    assertThat(Tiles.of(Optional.empty(), none, OptionalLong.empty()).edge()).isEqualTo(224);
    assertThat(tiles(CALIBRATED, 64).edge()).isEqualTo(64);
  }

  @Test
  void otherTilesThanThoseOfTheThresholdAreComplainedOf() {
    assertThat(tiles(CALIBRATED, 64).complaint(CALIBRATED))
        .contains(
            "the model's threshold of photographs is not used: expected tiles of 96 pixels and an"
                + " area of 576, found 64 and 576");
    assertThat(new Tiles(96, OptionalLong.of(0)).complaint(CALIBRATED))
        .contains(
            "the model's threshold of photographs is not used: expected tiles of 96 pixels and an"
                + " area of 576, found 96 and 0");
  }

  @Test
  void thoseOfTheThresholdAndAModelWithoutOneAreNot() {
    assertThat(tiles(CALIBRATED, 96).complaint(CALIBRATED)).isEmpty();
    assertThat(new Tiles(96, OptionalLong.of(576)).complaint(CALIBRATED)).isEmpty();
    assertThat(tiles(Optional.empty(), 64).complaint(Optional.empty())).isEmpty();
  }
}
