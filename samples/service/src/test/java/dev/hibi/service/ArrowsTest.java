package dev.hibi.service;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import com.tngtech.archunit.lang.ArchRule;
import dev.hibi.model.engine.EngineGate;

/** Which way the arrows go: a service asks a classifier, and of the engine knows the gate alone. */
@AnalyzeClasses(
    packages = "dev.hibi.service",
    importOptions = DoNotIncludeTests.class,
    cacheMode = CacheMode.PER_CLASS)
final class ArrowsTest {
  @ArchTest
  static final ArchRule SERVICES_ASK_A_CLASSIFIER =
      classes()
          .that()
          .resideInAPackage("dev.hibi.service")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java..",
                      "javax.imageio",
                      "com.sun.net.httpserver",
                      "org.jspecify.annotations",
                      "org.slf4j",
                      "com.google.gson..",
                      "de.siegmar.fastcsv..",
                      "dev.hibi",
                      "dev.hibi.image",
                      "dev.hibi.model",
                      "dev.hibi.model.network",
                      "dev.hibi.model.scoring",
                      "dev.hibi.inspection.scan",
                      "dev.hibi.service")
                  .or(belongToAnyOf(EngineGate.class)))
          .because("what has begun when the JVM shuts down needs the engine until it is answered");
}
