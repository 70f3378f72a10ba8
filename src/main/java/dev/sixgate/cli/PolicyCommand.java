package dev.sixgate.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.PolicyFileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code policies check FILE} and {@code policies evaluate FILE ...}. */
public final class PolicyCommand {
    /** The first argument of these commands. */
    public static final String NAME = "policies";

    private static final String CHECK = "check";
    private static final Set<String> COMMANDS = Set.of(CHECK, "evaluate");

    private static final int DONE = 0;
    private static final int MISTAKE = 1;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE = """
            usage: policies check FILE
                   policies evaluate FILE --domain NAME --to ipv4|dualstack [--tag KEY=VALUE ...] [--requester SUBJECT]
                            [--group NAME ...] [--target NAME] [--account ID] [--region NAME] [--endpoint-type TYPE ...]
                            [--readiness PASS|WARN|UNKNOWN|FAIL] [--at TIME]

            check     says whether FILE is a policy file, and where its first mistake is
            evaluate  says what FILE says of a change, as JSON; what is left out fits no rule that asks for it
                      --group: a group that the requester's identity claims
                      --at: the moment at which it is asked, as in 2026-12-01T08:00:00Z; now if not given

            exit status: 0 done, 1 FILE has a mistake or cannot be read, 2 wrong usage""";

    private final PrintStream out;
    private final PrintStream err;

    private PolicyCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs a command.
     *
     * @param arguments those after {@value #NAME}
     * @return the exit status
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            return new PolicyCommand(out, err).run(arguments);
        } catch (WrongUsage e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return WRONG_USAGE;
        }
    }

    private int run(List<String> arguments) throws WrongUsage {
        if (arguments.equals(List.of("--help"))) {
            out.println(USAGE);
            return DONE;
        }
        if (arguments.isEmpty()) {
            throw new WrongUsage("policies needs a command");
        }
        if (!COMMANDS.contains(arguments.get(0))) {
            throw new WrongUsage(arguments.get(0) + " is no command of policies");
        }
        if (arguments.contains("--help")) {
            out.println(USAGE);
            return DONE;
        }
        if (arguments.size() < 2 || arguments.get(1).isEmpty()) {
            throw new WrongUsage("no FILE is given");
        }
        String file = arguments.get(1);
        List<String> options = arguments.subList(2, arguments.size());
        return arguments.get(0).equals(CHECK) ? check(file, options) : evaluate(file, options);
    }

    private int check(String name, List<String> options) throws WrongUsage {
        if (!options.isEmpty()) {
            throw new WrongUsage("check takes one FILE and nothing more");
        }
        return with(name, file -> {
            int rules = file.rules().size();
            out.println(name + ": ok, " + rules + (rules == 1 ? " rule, " : " rules, ") + file.digest());
        });
    }

    private int evaluate(String name, List<String> options) throws WrongUsage {
        var facts = Hypothesis.read(options);
        return with(name, file -> out.println(json(Answer.of(file, facts))));
    }

    /** What is done with a file that has no mistake. */
    private interface Use {
        void of(PolicyFile file);
    }

    private int with(String name, Use use) {
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            use.of(PolicyFile.parse(in.readNBytes(PolicyFile.MOST_BYTES + 1), name));
            return DONE;
        } catch (PolicyFileProblem e) {
            err.println(e.getMessage());
        } catch (NoSuchFileException | InvalidPathException e) {
            err.println(name + ": there is no such file; give the path of a policy file");
        } catch (IOException e) {
            err.println(name + ": cannot be read; give the path of a readable policy file");
        }
        return MISTAKE;
    }

    private static String json(Answer answer) {
        try {
            return JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build()
                    .writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an evaluation has no JSON form", e);
        }
    }
}
