package dev.hibi.onnx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the arrows go: a model is written from what it says of itself, and runs nowhere. */
@AnalyzeClasses(
    packages = "dev.hibi.onnx",
    importOptions = DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule ONNX_IS_WRITTEN_FROM_A_MODEL_WITHOUT_AN_ENGINE =
      classes()
          .that()
          .resideInAPackage("dev.hibi.onnx")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify.annotations",
              "org.slf4j",
              "com.google.gson..",
              "com.google.protobuf",
              "dev.hibi",
              "dev.hibi.model",
              "dev.hibi.model.network",
              "dev.hibi.model.scoring",
              "dev.hibi.model.weights",
              "dev.hibi.onnx");
}
