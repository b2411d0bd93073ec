package dev.hibi.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HeldOutFoldsTest {
  @Test
  void noPhotographIsInTwoFoldsAndEachImageInOne() {
    SiteImages images = DrawnSite.images(30, 20, 1, 1);

    HeldOutFolds folds = HeldOutFolds.of(images, 1);

    assertThat(folds.count()).isEqualTo(10);
    assertThat(IntStream.range(0, 10).map(fold -> folds.within(fold).length).sum()).isEqualTo(50);
    for (int fold = 0; fold < 10; fold++) {
      assertThat(IntStream.of(folds.within(fold)).mapToObj(images.units()::get))
          .doesNotContainAnyElementsOf(
              IntStream.of(folds.outside(fold)).mapToObj(images.units()::get).toList());
      assertThat(folds.within(fold).length + folds.outside(fold).length).isEqualTo(50);
    }
  }

  @Test
  void cracksAreInAllFoldsAlikeAndFewPhotographsGiveFewFolds() {
    SiteImages images = DrawnSite.images(40, 20, 1, 1);
    HeldOutFolds folds = HeldOutFolds.of(images, 1);

    for (int fold = 0; fold < 10; fold++) {
      assertThat(IntStream.of(folds.within(fold)).filter(i -> images.labels().get(i) == 1).count())
          .isEqualTo(2);
    }
    assertThat(HeldOutFolds.of(DrawnSite.images(6, 0, 1, 1), 1).count()).isEqualTo(3);
  }
}
