/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {

  private static final Map<String, String> VARIABLES =
      Map.of("SECRET", "s\"3$1\\", "PORT", "1883", "EMPTY", "");

  @Test
  void distinguishesFactoryInstancesAndSingletons() throws Exception {
    ConfigurationFile.Content content =
        read(
            """
            {
              ":configurator:resource-version": 1,
              "org.kuralink.connection~main": {"host": "h"},
              "org.example.single": {}
            }""");

    assertEquals(List.of(), content.problems());
    Configuration main = content.configurations().get(0);
    assertEquals("org.kuralink.connection", main.pid());
    assertEquals("main", main.name());
    assertEquals(3, main.line());
    assertEquals("org.kuralink.connection~main", main.key());
    assertFalse(content.configurations().get(1).isFactory());
  }

  @Test
  void untypedValuesTakeTheFormOfTheirJson() throws Exception {
    Map<String, Object> properties =
        properties(
            """
            "s": "text", "b": true, "l": 7, "d": 7.5, "o": {"a": [1]}, "n": null,
            "ss": ["a", "b"], "ls": [1, 2], "ds": [1, 2.5], "mixed": [1, "a"], "none": []""");

    assertEquals("text", properties.get("s"));
    assertEquals(true, properties.get("b"));
    assertEquals(7L, properties.get("l"));
    assertEquals(7.5, properties.get("d"));
    assertEquals("{\"a\":[1]}", properties.get("o"));
    assertFalse(properties.containsKey("n"));
    assertArrayEquals(new String[] {"a", "b"}, (Object[]) properties.get("ss"));
    assertArrayEquals(new Long[] {1L, 2L}, (Object[]) properties.get("ls"));
    assertArrayEquals(new Double[] {1.0, 2.5}, (Object[]) properties.get("ds"));
    assertArrayEquals(new String[] {"1", "a"}, (Object[]) properties.get("mixed"));
    assertArrayEquals(new String[0], (Object[]) properties.get("none"));
  }

  @Test
  void typedValuesTakeTheTypeBehindTheColon() throws Exception {
    Map<String, Object> properties =
        properties(
            """
            "i:Integer": 7, "i2:int": "8", "l:Long": 9, "sh:Short": 1, "by:Byte": 2, "f:Float": 1.5,
            "d:double": 2, "b:Boolean": "true", "c:Character": "x", "s:String": 5,
            "is:Integer[]": [1, 2], "one:String[]": "a", "li:Collection<Integer>": [3, 4]""");

    assertEquals(7, properties.get("i"));
    assertEquals(8, properties.get("i2"));
    assertEquals(9L, properties.get("l"));
    assertEquals((short) 1, properties.get("sh"));
    assertEquals((byte) 2, properties.get("by"));
    assertEquals(1.5f, properties.get("f"));
    assertEquals(2.0, properties.get("d"));
    assertEquals(true, properties.get("b"));
    assertEquals('x', properties.get("c"));
    assertEquals("5", properties.get("s"));
    assertArrayEquals(new Integer[] {1, 2}, (Object[]) properties.get("is"));
    assertArrayEquals(new String[] {"a"}, (Object[]) properties.get("one"));
    assertEquals(List.of(3, 4), properties.get("li"));
  }

  @Test
  void rejectsTooDeepNesting() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);

    MalformedFileException refusal =
        assertThrows(
            MalformedFileException.class, () -> read("{\n\"a~one\": {\"x\": " + deep + "}}"));

    assertTrue(
        refusal.getMessage().matches("test.json line 2 column \\d+: Nested more than 32 deep"),
        refusal::getMessage);
  }

  @Test
  void replacesVariablesEverywhere() throws Exception {
    Map<String, Object> properties =
        properties(
            """
            "secret": "${env:SECRET}", "url": "tcp://h:${env:PORT}/${env:EMPTY}",
            "port:Integer": "${env:PORT}", "list": ["${env:PORT}"], "other": "${prop:x} $5" """);

    assertEquals("s\"3$1\\", properties.get("secret"));
    assertEquals("tcp://h:1883/", properties.get("url"));
    assertEquals(1883, properties.get("port"));
    assertArrayEquals(new String[] {"1883"}, (Object[]) properties.get("list"));
    assertEquals("${prop:x} $5", properties.get("other"));
  }

  @Test
  void missingVariableExcludesOnlyItsConfiguration() throws Exception {
    ConfigurationFile.Content content =
        read(
            """
            {
              "a~1": {"x": "1",
                      "secret": "${env:NOT_SET}"},
              "a~2": {"x": "2"}
            }""");

    assertEquals(
        List.of("test.json line 3, a~1: secret: environment variable NOT_SET is not set"),
        content.problems());
    assertEquals(Set.of("a~1"), content.refused());
    assertEquals("a~2", content.configurations().get(0).key());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"p:Intger\": 1|p: unknown type Intger; known are",
        "\"p:Integer\": \"x\"|p: is not a value of type Integer",
        "\"p:Integer\": 1.5|p: is not a value of type Integer",
        "\"p:Byte\": 300|p: is not a value of type Byte",
        "\"p:Boolean\": \"yes\"|p: is not a value of type Boolean",
        "\"p:Integer\": [1]|p: is not a single value",
        "\"p\": 1, \"P\": 2|P: is defined twice"
      })
  void aWrongValueIsNamed(String member, String message) throws Exception {
    ConfigurationFile.Content content = read("{\"a~1\": {\n" + member + "}}");

    assertEquals(List.of(), content.configurations());
    assertEquals(1, content.problems().size(), content.problems()::toString);
    assertTrue(
        content.problems().get(0).startsWith("test.json line 2, a~1: " + message),
        content.problems()::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a~", "~a", "a~b~c", "a~(b)", ""})
  void aWrongKeyIsNamed(String key) throws Exception {
    ConfigurationFile.Content content = read("{\"" + key + "\": {}}");

    assertEquals(
        List.of(
            "test.json line 1, "
                + key
                + ": is not a PID, nor a factory PID and a name with ~ between them"),
        content.problems());
  }

  @Test
  void rejectsDuplicatesAndValuesThatAreNoObjects() throws Exception {
    ConfigurationFile.Content content = read("{\"a\": [1],\n\"b\": {},\n\"b\": {}}");

    assertEquals(
        List.of(
            "test.json line 1, a: must be an object in braces",
            "test.json line 3, b: is defined twice in this file"),
        content.problems());
  }

  @Test
  void commentsAreAllowedAndKeepTheLineNumbers() throws Exception {
    ConfigurationFile.Content content =
        read(
            """
            // a comment with "quotes" and {
            { /* over
                 two lines */ "a~1": {"url": "http://h/*no comment*/"} }""");

    assertEquals(3, content.configurations().get(0).line());
    assertEquals("http://h/*no comment*/", content.configurations().get(0).properties().get("url"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{\n\"a\": {\n\"b\" 1}}`|test.json line 3 column",
        "`{\"a\": {b: 1}}`|test.json line 1 column",
        "`{\"a\": {}`|test.json: the file ends too early",
        "`{\"a\": \"`|test.json",
        "`[]`|test.json line 1 column",
        "`{\"a\": {}} x`|test.json line 1 column",
        "``|test.json: the file ends too early",
        "`{\"a\": {\"b\": 01}}`|test.json line 1 column",
        "`{\"a\": {} /* no end`|test.json: the file ends too early"
      })
  void rejectsInvalidJsonWithItsPosition(String text, String message) {
    MalformedFileException refused = assertThrows(MalformedFileException.class, () -> read(text));

    assertTrue(refused.getMessage().startsWith(message), refused::getMessage);
    assertFalse(refused.getMessage().contains("enient"), refused::getMessage);
  }

  @Test
  void neverShowsValues() throws Exception {
    ConfigurationFile.Content content =
        read("{\"a~1\": {\"p\": \"${env:SECRET}\"}, \"a~2\": {\"p:Integer\": \"${env:SECRET}\"}}");

    assertFalse(content.toString().contains("s\"3"), content::toString);
  }

  private static Map<String, Object> properties(String members) throws MalformedFileException {
    ConfigurationFile.Content content = read("{\"a~1\": {" + members + "}}");
    assertEquals(List.of(), content.problems());
    return content.configurations().get(0).properties();
  }

  private static ConfigurationFile.Content read(String text) throws MalformedFileException {
    return ConfigurationFile.read(
        "test.json", text, new Environment(name -> Optional.ofNullable(VARIABLES.get(name))));
  }
}
