package dev.earshot;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Keeps the rooms apart: see docs/architecture.md. */
class ArchitectureTest {

    private static final String[] ROOMS = {"dev.earshot.audio..", "dev.earshot.engine..", "dev.earshot.models..",
            "dev.earshot.downloads..", "dev.earshot.jobs..", "dev.earshot.http..",
            "dev.earshot.system..", "dev.earshot.settings..", "dev.earshot.metrics.."};

    private static final JavaClasses EARSHOT = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.earshot");

    private static final DescribedPredicate<JavaClass> DOOR = DescribedPredicate.describe("a room's messages", type ->
            outermost(type).getSimpleName().endsWith("Messages"));

    @Test
    void aRoomShowsItsVerticleAndItsMessagesOnly() {
        check(classes()
            .that().resideInAnyPackage(ROOMS).and().arePublic().and().areTopLevelClasses()
            .should().haveNameMatching(".*(Verticle|Messages|EngineHost|VertxMeters)"));
    }

    @Test
    void roomsSpeakThroughMessages() {
        check(noClasses().that().resideInAnyPackage(ROOMS)
            .should(new ArchCondition<JavaClass>("use another room's classes beside its messages") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    type.getDirectDependenciesFromSelf().stream()
                            .filter(use -> isRoom(use.getTargetClass()) && !room(use.getTargetClass()).equals(room(type)))
                            .filter(use -> !DOOR.test(use.getTargetClass()))
                            .forEach(use -> events.add(SimpleConditionEvent.satisfied(use, use.getDescription())));
                }
            }));
    }

    @Test
    void onlyTheDeployerKnowsTheVerticles() {
        // That rooms do not know each other's is the rule above.
        check(noClasses().that().resideInAPackage("dev.earshot..").and().resideOutsideOfPackages(ROOMS)
                .and().resideOutsideOfPackage("dev.earshot.boot..").should().dependOnClassesThat().haveNameMatching(".*Verticle"));
    }

    @Test
    void onlyTheBusTouchesTheEventBus() {
        check(noClasses().that().resideOutsideOfPackage("dev.earshot.bus..")
            .should().dependOnClassesThat().resideInAPackage("io.vertx.core.eventbus.."));
    }

    @Test
    void nothingIsSharedBehindTheBus() {
        check(noClasses()
            .should().dependOnClassesThat().resideInAPackage("io.vertx.core.shareddata.."));
    }

    @Test
    void theNativeLibraryLivesInTheEngine() {
        check(noClasses()
            .that().resideOutsideOfPackages("dev.earshot.engine..", "dev.earshot.bench..")
            .should().dependOnClassesThat().resideInAPackage("io.github.givimad.."));
    }

    @Test
    void theDatabaseLivesInTheJobs() {
        check(noClasses().that().resideOutsideOfPackage("dev.earshot.jobs..")
            .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "org.sqlite.."));
    }

    @Test
    void theMachineIsAskedInOnePlace() {
        check(noClasses().that().resideOutsideOfPackage("dev.earshot.machine..")
            .should().dependOnClassesThat().resideInAPackage("oshi.."));
    }

    @Test
    void prometheusIsKnownInOneClass() {
        check(noClasses().that().doNotHaveFullyQualifiedName("dev.earshot.metrics.Exposition")
            .should().dependOnClassesThat().resideInAnyPackage("io.micrometer..", "io.prometheus.."));
    }

    @Test
    void webBelongsToTheHttpRoom() {
        check(noClasses().that().resideOutsideOfPackage("dev.earshot.http..")
            .should().dependOnClassesThat().resideInAPackage("io.vertx.ext.."));
    }

    @Test
    void noRoomKnowsTheTerminal() {
        check(noClasses().that().resideOutsideOfPackages("dev.earshot.cli..", "dev.earshot")
            .should().dependOnClassesThat().resideInAPackage("dev.earshot.cli.."));
    }

    @Test
    void noMutableStatics() {
        check(fields().that().areStatic().should().beFinal());
    }

    @Test
    void noCycles() {
        check(SlicesRuleDefinition.slices().matching("dev.earshot.(*)..").should().beFreeOfCycles());
    }

    private static void check(ArchRule rule) {
        rule.check(EARSHOT);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static boolean isRoom(JavaClass type) {
        for (String name : ROOMS) {
            if (type.getPackageName().equals(name.replace("..", ""))) {
                return true;
            }
        }
        return false;
    }

    private static String room(JavaClass type) {
        return type.getPackageName();
    }
}
