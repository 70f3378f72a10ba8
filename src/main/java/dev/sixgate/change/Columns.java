package dev.sixgate.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import dev.sixgate.CanonicalJson;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.policy.Verdict;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How values stand in columns: names and types as AWS spells them, plans and verdicts as canonical JSON. */
final class Columns {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new ParameterNamesModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Columns() {}

    abstract static class Json<T> implements AttributeConverter<@Nullable T, @Nullable String> {
        private final Class<T> type;

        Json(Class<T> type) {
            this.type = type;
        }

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable T value) {
            return value == null ? null : new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8);
        }

        @Override
        public @Nullable T convertToEntityAttribute(@Nullable String column) {
            try {
                return column == null ? null : MAPPER.readValue(column, type);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a stored " + type.getSimpleName() + " is not readable", e);
            }
        }
    }

    @Converter
    static class Plans extends Json<Plan> {
        Plans() {
            super(Plan.class);
        }
    }

    @Converter
    static class Verdicts extends Json<Verdict> {
        Verdicts() {
            super(Verdict.class);
        }
    }

    /** Names, as a JSON list; none is null. */
    @Converter
    static class Items implements AttributeConverter<@Nullable List<String>, @Nullable String> {
        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable List<String> items) {
            return items == null || items.isEmpty()
                    ? null
                    : new String(CanonicalJson.bytes(items), StandardCharsets.UTF_8);
        }

        @Override
        public @Nullable List<String> convertToEntityAttribute(@Nullable String column) {
            try {
                return column == null ? null : List.of(MAPPER.readValue(column, String[].class));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("stored items are not readable", e);
            }
        }
    }

    @Converter
    static class Types implements AttributeConverter<@Nullable IpAddressType, @Nullable String> {
        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable IpAddressType type) {
            return type == null ? null : type.wire();
        }

        @Override
        public @Nullable IpAddressType convertToEntityAttribute(@Nullable String column) {
            return column == null ? null : IpAddressType.parse(column);
        }
    }

    @Converter
    static class Targets implements AttributeConverter<@Nullable TargetName, @Nullable String> {
        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable TargetName name) {
            return name == null ? null : name.value();
        }

        @Override
        public @Nullable TargetName convertToEntityAttribute(@Nullable String column) {
            return column == null ? null : new TargetName(column);
        }
    }

    @Converter
    static class Domains implements AttributeConverter<@Nullable DomainName, @Nullable String> {
        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable DomainName name) {
            return name == null ? null : name.value();
        }

        @Override
        public @Nullable DomainName convertToEntityAttribute(@Nullable String column) {
            return column == null ? null : new DomainName(column);
        }
    }
}
