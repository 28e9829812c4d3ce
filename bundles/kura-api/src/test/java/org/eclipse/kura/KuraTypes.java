/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Describes Kura's types, from {@code kura-types.txt} or from class files, in one format. */
final class KuraTypes {

  private static final Set<String> LEFT_OUT =
      Set.of("equals", "hashCode", "toString", "values", "valueOf");

  private final Map<String, Type> types = new LinkedHashMap<>();
  private final Map<String, String> versions = new LinkedHashMap<>();

  /**
   * A type of Kura.
   *
   * @param head kind, name and ancestors
   * @param members methods and constructors, without generic types
   * @param constants of an enum by name, of another type with type and value
   */
  record Type(String roles, String head, List<String> members, List<String> constants) {

    boolean isProvider() {
      return roles.contains("[P]");
    }

    boolean isConsumer() {
      return roles.contains("[C]");
    }
  }

  static KuraTypes read() {
    KuraTypes result = new KuraTypes();
    String name = "";
    Type type = null;
    for (String line : lines()) {
      String[] words = line.strip().split(" ", 2);
      switch (words[0]) {
        case "package" -> {
          name = words[1].split(" ")[0];
          result.versions.put(name, words[1].split(" ")[1]);
        }
        case "type" -> {
          type = type(words[1]);
          result.types.put(name + "." + type.head().split(" ")[1], type);
        }
        case "member" -> Objects.requireNonNull(type).members().add(erased(words[1]));
        case "field" -> Objects.requireNonNull(type).constants().add(words[1]);
        default -> Objects.requireNonNull(type).constants().add(words[1]);
      }
    }
    return result;
  }

  private static List<String> lines() {
    try (InputStream in = KuraTypes.class.getResourceAsStream("kura-types.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Type type(String line) {
    String roles = line.replaceFirst("((\\[\\w+\\] )*).*", "$1");
    String head = withoutGenerics(line.substring(roles.length()).replace("final ", ""));
    return new Type(roles, head, new ArrayList<>(), new ArrayList<>());
  }

  /** Returns a signature without type parameters, parameter names and Javadoc details. */
  private static String erased(String member) {
    String text = withoutGenerics(member.replace("@Deprecated ", "")).replace("...", "[]");
    int open = text.indexOf('(');
    int close = text.indexOf(')');
    String parameters =
        Arrays.stream(text.substring(open + 1, close).split(","))
            .map(parameter -> parameter.strip().split(" ")[0])
            .collect(joining(", "));
    return text.substring(0, open + 1) + parameters + text.substring(close);
  }

  private static String withoutGenerics(String text) {
    String result = text;
    for (String before = ""; !before.equals(result); ) {
      before = result;
      result = result.replaceAll("<[^<>]*>", "");
    }
    return result;
  }

  Type type(Class<?> type) {
    return Objects.requireNonNull(types.get(type.getName()), "Kura has no " + type.getName());
  }

  String version(String packageName) {
    return Objects.requireNonNull(versions.get(packageName), packageName);
  }

  static String head(Class<?> type) {
    if (type.isEnum()) {
      return "enum " + type.getSimpleName();
    }
    Class<?> parent = type.getSuperclass();
    return (type.isInterface() ? "interface " : "class ")
        + type.getSimpleName()
        + (parent == null || parent == Object.class ? "" : " extends " + parent.getSimpleName())
        + (type.getInterfaces().length == 0
            ? ""
            : (type.isInterface() ? " extends " : " implements ") + simple(type.getInterfaces()));
  }

  static Set<String> members(Class<?> type) {
    Set<String> result = new TreeSet<>();
    for (Method method : type.getDeclaredMethods()) {
      if (isVisible(method) && !LEFT_OUT.contains(method.getName())) {
        String kind =
            method.isDefault()
                ? "default "
                : Modifier.isStatic(method.getModifiers()) ? "static " : "";
        String head = kind + returned(method) + " " + method.getName();
        result.add(head + tail(method));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isVisible(constructor)) {
        result.add(type.getSimpleName() + tail(constructor));
      }
    }
    return result;
  }

  private static String returned(Method method) {
    return method.getGenericReturnType() instanceof TypeVariable<?> parameter
        ? parameter.getName()
        : method.getReturnType().getSimpleName();
  }

  private static boolean isVisible(Executable member) {
    return Modifier.isPublic(member.getModifiers()) && !member.isSynthetic();
  }

  private static String tail(Executable member) {
    Class<?>[] thrown = member.getExceptionTypes();
    return "("
        + simple(member.getParameterTypes())
        + ")"
        + (thrown.length == 0 ? "" : " throws " + simple(thrown));
  }

  private static String simple(Class<?>[] types) {
    return Arrays.stream(types).map(Class::getSimpleName).collect(joining(", "));
  }

  static List<String> constants(Class<?> type) {
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants()).map(each -> ((Enum<?>) each).name()).toList()
        : Stream.of(type.getDeclaredFields())
            .filter(field -> Modifier.isPublic(field.getModifiers()))
            .map(field -> field.getType().getSimpleName() + " " + field.getName() + value(field))
            .toList();
  }

  private static String value(Field field) {
    try {
      Object value = field.get(null);
      if (value instanceof String) {
        return " = \"" + value + "\"";
      }
      return " = "
          + (Objects.equals(value, Integer.MAX_VALUE)
              ? "Integer.MAX_VALUE"
              : Objects.equals(value, Integer.MIN_VALUE) ? "Integer.MIN_VALUE" : value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
