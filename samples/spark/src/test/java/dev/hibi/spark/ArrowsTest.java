package dev.hibi.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the arrows go: jobs join images and a classifier, and know no trainer and no DJL. */
@AnalyzeClasses(
    packages = "dev.hibi.spark",
    importOptions = DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule JOBS_ASK_A_CLASSIFIER =
      classes()
          .that()
          .resideInAPackage("dev.hibi.spark")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "scala..",
              "org.apache.spark..",
              "org.apache.hadoop..",
              "org.jspecify.annotations",
              "com.google.gson..",
              "picocli",
              "dev.hibi",
              "dev.hibi.image",
              "dev.hibi.dataset.archives",
              "dev.hibi.dataset.audit",
              "dev.hibi.model..",
              "dev.hibi.spark");
}
