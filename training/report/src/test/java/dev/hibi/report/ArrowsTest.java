package dev.hibi.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the arrows go: a report shows what others have found, and needs no engine. */
@AnalyzeClasses(
    packages = "dev.hibi.report",
    importOptions = DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule REPORTS_SHOW_WHAT_OTHERS_FOUND =
      classes()
          .that()
          .resideInAPackage("dev.hibi.report")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.imageio",
              "org.jspecify.annotations",
              "com.google.gson..",
              "dev.hibi",
              "dev.hibi.image",
              "dev.hibi.model",
              "dev.hibi.model.scoring",
              "dev.hibi.training",
              "dev.hibi.dataset.audit",
              "dev.hibi.inspection",
              "dev.hibi.inspection.scan",
              "dev.hibi.report");
}
