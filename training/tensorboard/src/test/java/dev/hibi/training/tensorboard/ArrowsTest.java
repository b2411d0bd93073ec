package dev.hibi.training.tensorboard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;
import dev.hibi.model.ShippedClasses;

/** Which way the arrows go: from the listener to trainer, model, event files and images. */
@AnalyzeClasses(
    packages = "dev.hibi",
    importOptions = ShippedClasses.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLE =
      slices().matching("dev.hibi.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_LISTENER_KNOWS_NO_DATA_SET =
      classes()
          .that()
          .resideInAPackage("dev.hibi.training.tensorboard..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "ai.djl", // says that a training diverged
              "org.jspecify.annotations",
              "dev.hibi",
              "dev.hibi.image",
              "dev.hibi.model..",
              "dev.hibi.tensorboard",
              "dev.hibi.training",
              "dev.hibi.training.tensorboard..");
}
