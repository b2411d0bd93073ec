package dev.hibi.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Which way the arrows go: from jobs to transfers, from both to the client, from all to the calls.
 */
@AnalyzeClasses(
    packages = "dev.hibi.client",
    importOptions = DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLE =
      slices().matching("dev.hibi.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ARROWS_GO_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("api")
          .definedBy("dev.hibi.client.api")
          .layer("client")
          .definedBy("dev.hibi.client")
          .layer("transfer")
          .definedBy("dev.hibi.client.transfer")
          .layer("job")
          .definedBy("dev.hibi.client.job")
          .whereLayer("api")
          .mayOnlyBeAccessedByLayers("client", "transfer", "job")
          .whereLayer("client")
          .mayOnlyBeAccessedByLayers("transfer", "job")
          .whereLayer("transfer")
          .mayOnlyBeAccessedByLayers("job")
          .whereLayer("job")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule NOTHING_ELSE_OF_OURS_IS_NEEDED =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.net.ssl",
              "com.google.gson..",
              "org.slf4j",
              "org.jspecify.annotations",
              "dev.hibi",
              "dev.hibi.client..");
}
