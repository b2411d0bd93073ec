package dev.hibi.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/** Which group of commands knows which. */
@AnalyzeClasses(
    packages = "dev.hibi.cli",
    importOptions = DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule NO_CYCLE_BETWEEN_PACKAGES =
      slices().matching("dev.hibi.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule OPTIONS_KNOW_NO_COMMAND =
      noClasses()
          .that()
          .resideInAPackage("dev.hibi.cli.option")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.hibi.cli",
              "dev.hibi.cli.data..",
              "dev.hibi.cli.train..",
              "dev.hibi.cli.inspection..",
              "dev.hibi.cli.onnx..",
              "dev.hibi.cli.tensorboard..",
              "dev.hibi.cli.kqi..",
              "dev.hibi.cli.demo..",
              "dev.hibi.cli.tutorial..");

  @ArchTest
  static final ArchRule COMMANDS_OF_THE_PLATFORM_TRAIN_NOTHING =
      noClasses()
          .that()
          .resideInAPackage("dev.hibi.cli.kqi")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.hibi.training..", "dev.hibi.model..", "dev.hibi.dataset..");
}
