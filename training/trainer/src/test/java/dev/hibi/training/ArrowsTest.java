package dev.hibi.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;
import dev.hibi.model.ShippedClasses;

/** Which way the arrows go: from the trainer to the model and to what all rooms share. */
@AnalyzeClasses(
    packages = "dev.hibi",
    importOptions = ShippedClasses.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLE =
      slices().matching("dev.hibi.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_TRAINER_KNOWS_NO_DATA_SET_AND_NO_TENSORBOARD =
      classes()
          .that()
          .resideInAPackage("dev.hibi.training..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "ai.djl",
              "ai.djl.ndarray..",
              "ai.djl.training.dataset",
              "ai.djl.translate",
              "com.google.gson",
              "org.slf4j",
              "org.jspecify.annotations",
              "dev.hibi",
              "dev.hibi.image",
              "dev.hibi.model..",
              "dev.hibi.training..");
}
