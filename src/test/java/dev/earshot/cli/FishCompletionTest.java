package dev.earshot.cli;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FishCompletionTest {

    enum Colour { RED, BLUE }

    @Command(name = "earshot", subcommands = {Paint.class, Secret.class})
    static class Toy {
    }

    @Command(name = "paint", description = {"It's", "a \\ toy"}, subcommands = {Wall.class, Roof.class})
    static class Paint {
        @Option(names = {"-c", "--colour"}, description = "which")
        Colour colour;
        @Option(names = "--quiet", description = "say nothing")
        boolean quiet;
        @Option(names = "--words", description = "what to say")
        String words;
        @Option(names = "--debug", hidden = true)
        boolean debug;
        @Parameters(paramLabel = "PICTURE")
        Path picture;
        @Parameters(paramLabel = "NAME")
        String name;
    }

    @Command(name = "wall", description = "a wall")
    static class Wall {
        @Option(names = "-o", description = "where to")
        Path out;
        @Parameters(paramLabel = "FILE")
        String file;
    }

    @Command(name = "roof")
    static class Roof {
    }

    @Command(name = "secret", hidden = true)
    static class Secret {
    }

    @Test
    void commandsTheirOptionsAndTheirArgumentsAreOffered() {
        String paint = "__fish_seen_subcommand_from paint";
        String only = paint + "; and not __fish_seen_subcommand_from roof wall";
        assertEquals(List.of("complete -c earshot -f",
                line("__fish_use_subcommand", " -a paint -d 'It\\'s a \\\\ toy'"),
                line(only, " -a roof -d ''"),
                line(only, " -a wall -d 'a wall'"),
                line(paint + "; and __fish_seen_subcommand_from wall", " -s o -r -F -d 'where to'"),
                line(paint + "; and __fish_seen_subcommand_from wall", " -F"),
                line(only, " -s c -l colour -x -a 'RED BLUE' -d 'which'"),
                line(only, " -l quiet -d 'say nothing'"),
                line(only, " -l words -x -d 'what to say'"),
                line(only, " -F")), FishCompletion.of(new CommandLine(new Toy())).lines().toList());
    }

    private static String line(String condition, String rest) {
        return "complete -c earshot -n '" + condition + "'" + rest;
    }
}
