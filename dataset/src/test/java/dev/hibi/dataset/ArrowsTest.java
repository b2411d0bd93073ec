package dev.hibi.dataset;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know of which. */
@AnalyzeClasses(
    packages = "dev.hibi.dataset",
    importOptions = ImportOption.DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  private static final String DATA_SET = "dev.hibi.dataset";
  private static final String ARCHIVES = "dev.hibi.dataset.archives";
  private static final String LABELS = "dev.hibi.dataset.labels";
  private static final String PREPARATION = "dev.hibi.dataset.preparation";
  private static final String SPLITS = "dev.hibi.dataset.splits";
  private static final String AUDIT = "dev.hibi.dataset.audit";

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.hibi.(dataset..)").namingSlices("$1").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ARCHIVES_KNOW_NO_OTHER =
      knowsNone(ARCHIVES, DATA_SET, LABELS, PREPARATION, SPLITS, AUDIT);

  @ArchTest
  static final ArchRule PREPARATION_KNOWS_NO_OTHER =
      knowsNone(PREPARATION, DATA_SET, ARCHIVES, LABELS, SPLITS, AUDIT);

  @ArchTest
  static final ArchRule LABELS_KNOW_ARCHIVES =
      knowsNone(LABELS, DATA_SET, PREPARATION, SPLITS, AUDIT);

  @ArchTest
  static final ArchRule AUDIT_KNOWS_THE_DATA_SET_AND_ITS_SAMPLES =
      knowsNone(AUDIT, LABELS, PREPARATION, SPLITS);

  @ArchTest
  static final ArchRule DJL_IS_THE_DATA_SETS =
      noClasses()
          .that()
          .resideOutsideOfPackage(DATA_SET)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  private static ArchRule knowsNone(String one, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(one)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }
}
