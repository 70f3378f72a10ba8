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
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How values stand in columns: names and types as AWS spells them, plans and verdicts as canonical JSON. */
public final class Columns {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new ParameterNamesModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Columns() {}

    /** A value as canonical JSON. */
    public abstract static class Json<T> implements AttributeConverter<@Nullable T, @Nullable String> {
        private final Class<T> type;

        protected Json(Class<T> type) {
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

    /**
     * A list as canonical JSON.
     *
     * @param <T> of the list's members
     * @param <R> how they are written
     */
    public abstract static class Listed<T, R> implements AttributeConverter<@Nullable List<T>, @Nullable String> {
        private final Class<R[]> rows;
        private final Function<T, R> writing;
        private final Function<R, T> reading;

        protected Listed(Class<R[]> rows, Function<T, R> writing, Function<R, T> reading) {
            this.rows = rows;
            this.writing = writing;
            this.reading = reading;
        }

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable List<T> list) {
            return list == null
                    ? null
                    : new String(CanonicalJson.bytes(list.stream().map(writing).toList()), StandardCharsets.UTF_8);
        }

        @Override
        public @Nullable List<T> convertToEntityAttribute(@Nullable String column) {
            try {
                return column == null
                        ? null
                        : Arrays.stream(MAPPER.readValue(column, rows))
                                .map(reading)
                                .toList();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a stored list is not readable", e);
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
    public static class Items extends Listed<String, String> {
        Items() {
            super(String[].class, item -> item, item -> item);
        }

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable List<String> items) {
            return items == null || items.isEmpty() ? null : super.convertToDatabaseColumn(items);
        }
    }

    /** As AWS spells it. */
    @Converter
    public static class Types implements AttributeConverter<@Nullable IpAddressType, @Nullable String> {
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
