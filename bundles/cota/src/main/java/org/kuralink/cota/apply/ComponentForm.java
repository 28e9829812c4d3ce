/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.cota.ConfigurationException;

/**
 * The form (metatype) of a component, and the check of a file's properties against the form and
 * against what the platform may write.
 *
 * @param id of the definition: the PID or factory PID
 * @param fields with distinct names
 */
public record ComponentForm(String id, Collection<Field> fields) {

  /** Returns the field of this name. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /**
   * Merges the properties of a file into the stored properties of a component.
   *
   * @param key of the component
   * @throws ConfigurationException with the property and its allowed values, never its value
   */
  Map<String, Object> merge(
      String key, Components.ConfiguredComponent component, Map<String, Object> wanted)
      throws ConfigurationException {
    Map<String, Object> merged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    merged.putAll(component.properties());
    for (Map.Entry<String, Object> property : wanted.entrySet()) {
      String name = property.getKey();
      Field field =
          field(name)
              .orElseThrow(
                  () ->
                      new ConfigurationException(
                          key
                              + ": "
                              + ComponentsApplier.printable(name)
                              + " is not a property of it"));
      merged.put(field.name(), field.value(key, property.getValue()));
    }
    for (Field field : fields) {
      Object value = merged.get(field.name());
      boolean given = value != null && !value.toString().isBlank();
      if (field.required() && !given && !(field.hasDefault() && value == null)) {
        throw field.refusal(key, "is required");
      }
    }
    for (String name : wanted.keySet()) {
      requireRight(key, component, name, merged.get(name));
    }
    return merged;
  }

  /**
   * Checks that the platform may write a property; a value that is already in force is accepted.
   */
  private void requireRight(
      String key, Components.ConfiguredComponent component, String name, @Nullable Object value)
      throws ConfigurationException {
    if (RemoteRights.mayBeWritten(id, name)
        || value == null
        || component.holds(name, value)
        || isWrittenAs(component.properties().get(name), value)
        || (!component.properties().containsKey(name)
            && field(name).filter(field -> field.isDefault(value)).isPresent())) {
      return;
    }
    throw new ConfigurationException(
        key + ": " + name + " may be changed by the operator only, not by the platform");
  }

  /**
   * Returns whether a stored text equals the value: an operator may have stored a number as text.
   */
  private static boolean isWrittenAs(@Nullable Object stored, Object value) {
    return stored != null
        && !value.getClass().isArray()
        && stored.toString().equals(value.toString());
  }

  /**
   * The definition of one property.
   *
   * @param cardinality 0 for one value, positive for an array with this limit, negative for a list
   * @param defaults the component's values if nothing is stored; empty if there is none
   * @param check the range and the options, for a value of the right type
   */
  public record Field(
      String name,
      FieldType type,
      int cardinality,
      boolean required,
      List<String> defaults,
      ValueCheck check) {

    /** Returns whether the component has a default. */
    boolean hasDefault() {
      return !defaults.isEmpty();
    }

    /** Returns whether this value is the default. */
    boolean isDefault(Object value) {
      String text = value.toString();
      return cardinality == 0
          && (defaults.equals(List.of(text)) || (defaults.isEmpty() && text.isEmpty()));
    }

    private Object value(String key, Object wanted) throws ConfigurationException {
      if (cardinality == 0) {
        if (wanted instanceof List) {
          throw refusal(key, "must be " + type.words() + ", not an array");
        }
        return scalar(key, wanted);
      }
      List<?> elements = wanted instanceof List<?> list ? list : List.of(wanted);
      long most = Math.abs((long) cardinality);
      if (elements.size() > most) {
        throw refusal(key, "may have at most " + most + " values");
      }
      List<Object> converted = new ArrayList<>();
      for (Object element : elements) {
        converted.add(scalar(key, element));
      }
      if (cardinality < 0) {
        return converted;
      }
      Object array = Array.newInstance(type.javaType(), converted.size());
      for (int i = 0; i < converted.size(); i++) {
        Array.set(array, i, converted.get(i));
      }
      return array;
    }

    private Object scalar(String key, Object wanted) throws ConfigurationException {
      Object value =
          type.convert(wanted).orElseThrow(() -> refusal(key, "must be " + type.words()));
      if (!check.allows(value.toString())) {
        throw refusal(key, "is outside of the range or the options of its form");
      }
      return value;
    }

    private ConfigurationException refusal(String key, String what) {
      return new ConfigurationException(key + ": " + name + " " + what);
    }
  }

  /** The check of a value: its range and its options. */
  @FunctionalInterface
  public interface ValueCheck {

    /** Returns whether the value is allowed, in its text form. */
    boolean allows(String text);
  }

  /** The type of a property, and the JSON values that it accepts. */
  public enum FieldType {
    STRING(String.class, "text"),
    /** Text that must not be shown or logged. */
    PASSWORD(String.class, "text"),
    INTEGER(Integer.class, "a whole number of 32 bits"),
    LONG(Long.class, "a whole number of 64 bits"),
    SHORT(Short.class, "a whole number of 16 bits"),
    BYTE(Byte.class, "a whole number of 8 bits"),
    DOUBLE(Double.class, "a number"),
    FLOAT(Float.class, "a number"),
    BOOLEAN(Boolean.class, "true or false"),
    CHARACTER(Character.class, "one character");

    private final Class<?> javaType;
    private final String words;

    FieldType(Class<?> javaType, String words) {
      this.javaType = javaType;
      this.words = words;
    }

    /** Returns the class of its values. */
    Class<?> javaType() {
      return javaType;
    }

    /** Returns a description for messages. */
    String words() {
      return words;
    }

    /** Converts a value; empty if it is not of this type. */
    Optional<Object> convert(Object json) {
      try {
        return switch (this) {
          case STRING, PASSWORD -> json instanceof String ? Optional.of(json) : Optional.empty();
          case BOOLEAN -> json instanceof Boolean ? Optional.of(json) : Optional.empty();
          case CHARACTER ->
              json instanceof String text && text.length() == 1
                  ? Optional.of(text.charAt(0))
                  : Optional.empty();
          default -> json instanceof BigDecimal number ? number(number) : Optional.empty();
        };
      } catch (ArithmeticException e) {
        return Optional.empty();
      }
    }

    private Optional<Object> number(BigDecimal number) {
      return switch (this) {
        case INTEGER -> Optional.of(number.intValueExact());
        case LONG -> Optional.of(number.longValueExact());
        case SHORT -> Optional.of(number.shortValueExact());
        case BYTE -> Optional.of(number.byteValueExact());
        case DOUBLE ->
            Optional.<Object>of(number.doubleValue()).filter(d -> !((Double) d).isInfinite());
        case FLOAT ->
            Optional.<Object>of(number.floatValue()).filter(f -> !((Float) f).isInfinite());
        default -> Optional.empty();
      };
    }
  }

  /**
   * The properties of this project's components that the platform may write, and those that only
   * the operator may change. The platform must not extend its own permissions: trust, identity,
   * access to the machine, commands and limits. A property in neither column belongs to the
   * operator.
   *
   * <p>For components of other projects the operator decides by {@code allowed.pids}: the platform
   * may write every property of the components named there.
   */
  public static final class RemoteRights {

    private static final String OURS = "org.kuralink.";

    /** The operator's properties in all forms; a star stands for any beginning or ending. */
    private static final Set<String> OPERATORS_EVERYWHERE =
        names(
            "connection allowed.pids allow.* command.* hook.* ca.certificate *.target"
                + " package.signers auth.url *.directory *.file *.path serial.ports networks"
                + " proxy.* max.size.*");

    private static final Map<String, Set<String>> OPERATORS =
        table(
            """
            connection: product.key device.name authentication registration sign.method \
              sign.timestamp region instance.id host transport fallback.transport \
              fallback.url connect.on.startup enable.recovery.on.connection.failure \
              connection.recovery.max.failures
            thing: model.source
            cota: applier
            gateway: devices dynamic.registration sign.method subscribe.explicitly
            channel.modbus: rtu.over.tcp accept.unit.0.and.255
            channel.opcua: deprecated.policies
            kura.assets: assets product.key devices mapping mapping.only read.seconds listen
            kura.EventPublisher: mapping mapping.only
            kura.PropertyPublisher: mapping mapping.only
            kura.PropertySetSubscriber: mapping mapping.only
            kura.DesiredStateSubscriber: mapping mapping.only
            kura.ServiceSubscriber: services
            kura.ServiceReplyPublisher: services mapping mapping.only
            """);

    private static final Map<String, Set<String>> WRITABLE =
        table(
            """
            connection: display.name device.secret product.secret client.id port \
              keep.alive.seconds clean.session request.timeout.seconds reconnect.min.seconds \
              reconnect.max.seconds fallback.after.seconds coap.payload coap.ack.mode uplink.rate \
              pack.post.milliseconds queue.capacity queue.max.megabytes queue.max.age.hours queue.flush.milliseconds queue.full
            thing: validation service.timeout.seconds data.format time.interval.hours
            shadow: timeout.seconds handler.timeout.seconds desired.max.age.seconds
            ota: firmware.version module.versions download.retries download.min.speed \
              download.window.seconds download.limit.minutes health.window.seconds \
              health.deadline.seconds progress.interval.seconds
            cota: request.when confirm.seconds settle.seconds start.wait.seconds
            gateway: device.secrets product.secrets clean.session online.limit register.batch \
              topology.batch login.batch logins.per.second logins.per.minute requests.per.second \
              requests.in.flight request.timeout.seconds retry.min.seconds retry.max.seconds
            channel.modbus: timeout.milliseconds retries request.gap.milliseconds bridge.gaps \
              polling.milliseconds
            channel.opcua: publishing.interval.milliseconds retry.max.seconds
            kura.assets: silence.seconds driver.timeout.seconds
            kura.EventPublisher: event timestamps delivery
            kura.PropertyPublisher: timestamps delivery
            kura.TopicPublisher: topic delivery
            kura.RawPublisher: delivery
            kura.TopicSubscriber: topic
            kura.PropertySetSubscriber: asset
            kura.DesiredStateSubscriber: asset
            demo.metrics: report.interval location
            """);

    private RemoteRights() {}

    /**
     * Parses a table with one form per line: the PID without the common prefix, and its properties.
     */
    private static Map<String, Set<String>> table(String lines) {
      return lines
          .lines()
          .map(line -> line.split(": "))
          .collect(Collectors.toMap(cells -> OURS + cells[0], cells -> names(cells[1])));
    }

    private static Set<String> names(String text) {
      return Set.of(text.split(" +"));
    }

    /**
     * Returns whether the platform may change a property.
     *
     * @param form the PID of its form
     */
    public static boolean mayBeWritten(String form, String property) {
      return !form.startsWith(OURS)
          || (isListedAsWritable(form, property) && !isListedAsOperators(form, property));
    }

    /** Returns whether a property is in the column of the platform. */
    public static boolean isListedAsWritable(String form, String property) {
      return WRITABLE.getOrDefault(form, Set.of()).contains(property);
    }

    /** Returns whether a property is in the column of the operator. */
    public static boolean isListedAsOperators(String form, String property) {
      return OPERATORS.getOrDefault(form, Set.of()).contains(property)
          || OPERATORS_EVERYWHERE.stream().anyMatch(pattern -> matches(pattern, property));
    }

    private static boolean matches(String pattern, String property) {
      if (pattern.startsWith("*")) {
        return property.endsWith(pattern.substring(1));
      }
      return pattern.endsWith("*")
          ? property.startsWith(pattern.substring(0, pattern.length() - 1))
          : property.equals(pattern);
    }
  }
}
