package dev.hibi.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Which way the arrows go: from the model to the engine, to scripts, to the network, to weights.
 */
@AnalyzeClasses(
    packages = "dev.hibi.model",
    importOptions = ShippedClasses.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLE =
      slices().matching("dev.hibi.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ARROWS_GO_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("published")
          .definedBy("dev.hibi.model.published")
          .layer("model")
          .definedBy("dev.hibi.model")
          .layer("engine")
          .definedBy("dev.hibi.model.engine")
          .layer("torchscript")
          .definedBy("dev.hibi.model.torchscript")
          .layer("network")
          .definedBy("dev.hibi.model.network")
          .layer("weights")
          .definedBy("dev.hibi.model.weights")
          .layer("scoring")
          .definedBy("dev.hibi.model.scoring")
          .whereLayer("published")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("published")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("model")
          .whereLayer("torchscript")
          .mayOnlyBeAccessedByLayers("model", "engine")
          .whereLayer("network")
          .mayOnlyBeAccessedByLayers("model", "engine", "torchscript")
          .whereLayer("scoring")
          .mayOnlyBeAccessedByLayers("model");

  @ArchTest
  static final ArchRule ONE_CLASS_KNOWS_THE_ENGINES_TYPES =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.hibi.model.engine.ScriptModule")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  @ArchTest
  static final ArchRule ONE_CLASS_LOADS_THE_ENGINE =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.hibi.model.engine.PyTorch")
          .should()
          .callMethod(ai.djl.engine.Engine.class, "getEngine", String.class)
          .orShould()
          .callMethod(ai.djl.engine.Engine.class, "getInstance");

  @ArchTest
  static final ArchRule SCORING_IS_ARITHMETIC_ALONE =
      classes()
          .that()
          .resideInAPackage("dev.hibi.model.scoring")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify.annotations", "dev.hibi.model.scoring");

  @ArchTest
  static final ArchRule NETWORKS_WEIGHTS_AND_SCRIPTS_NEED_NO_ENGINE =
      classes()
          .that()
          .resideInAnyPackage(
              "dev.hibi.model.network", "dev.hibi.model.weights", "dev.hibi.model.torchscript")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "com.google.gson..",
              "org.jspecify.annotations",
              "dev.hibi",
              "dev.hibi.model.network",
              "dev.hibi.model.weights",
              "dev.hibi.model.torchscript");
}
