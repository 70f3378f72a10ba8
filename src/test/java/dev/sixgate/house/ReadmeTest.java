package dev.sixgate.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.change.ChangeStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadmeTest {

    @ParameterizedTest
    @EnumSource
    void theTableOfStatesIsTheOneInTheCode(ChangeStatus status) throws IOException {
        String leadsTo = status.leadsTo().stream().map(next -> "`" + next + "`").collect(Collectors.joining(", "));
        String row =
                "| `" + status + "` | " + status.meaning() + " | " + (leadsTo.isEmpty() ? "" : leadsTo + " ") + "|";

        assertThat(Files.readString(Path.of("README.md"))).contains(row);
    }
}
