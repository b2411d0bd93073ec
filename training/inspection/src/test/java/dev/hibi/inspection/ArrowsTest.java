package dev.hibi.inspection;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the arrows go: from inspection to what the model scores with, and to no engine. */
@AnalyzeClasses(
    packages = "dev.hibi.inspection",
    importOptions = DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule INSPECTION_NEEDS_NO_ENGINE =
      classes()
          .that()
          .resideInAPackage("dev.hibi.inspection")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify.annotations",
              "dev.hibi",
              "dev.hibi.model.scoring",
              "dev.hibi.inspection");

  @ArchTest
  static final ArchRule SCANS_ASK_THE_MODEL_ALONE =
      classes()
          .that()
          .resideInAPackage("dev.hibi.inspection.scan")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify.annotations",
              "com.google.gson..",
              "dev.hibi.image",
              "dev.hibi.model",
              "dev.hibi.model.scoring",
              "dev.hibi.inspection.scan");
}
