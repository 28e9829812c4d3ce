/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.MalformedModelException;

/** Parses JSON into elements that know their position in the document. */
final class DocumentReader {

  /** Far above the platform's own limit for a model, which is 256 KB. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  /** The maximum nesting depth of JSON; a thing model has about 12 levels. */
  static final int MAX_DEPTH = 32;

  private static final String ROOT = "the document";

  private final JsonReader json;
  private int begun = 1;
  private Element current = new Element(null, ROOT, 1, Element.Nothing.NULL);

  private DocumentReader(JsonReader json) {
    this.json = json;
  }

  static Element read(JsonText text) throws MalformedModelException {
    if (text.length() > MAX_BYTES) {
      throw new MalformedModelException(
          1, ROOT, "has " + text.length() + " bytes, more than the " + MAX_BYTES + " allowed");
    }
    byte[] utf8 = new byte[text.length()];
    text.bytes().get(utf8);
    // A new decoder reports malformed bytes; a reader with a charset would silently replace them.
    return new DocumentReader(
            new JsonReader(
                new InputStreamReader(
                    new ByteArrayInputStream(utf8), StandardCharsets.UTF_8.newDecoder())))
        .read();
  }

  private Element read() throws MalformedModelException {
    try {
      Element root = value(null, ROOT, 0);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw wrong("is followed by further content");
      }
      return root;
    } catch (MalformedJsonException e) {
      String reason = reason(e.getMessage());
      // The reader detects an unterminated string only at the end of the document.
      int line = reason.startsWith("unterminated string") ? begun : line();
      throw new MalformedModelException(line, current.path(), "invalid JSON: " + reason);
    } catch (EOFException e) {
      throw wrong("invalid JSON: it ends too early");
    } catch (CharacterCodingException e) {
      throw wrong("invalid UTF-8");
    } catch (IOException | IllegalStateException e) {
      throw wrong("cannot be read: " + reason(e.getMessage()));
    }
  }

  private Element value(@Nullable Element parent, String step, int depth)
      throws IOException, MalformedModelException {
    current = new Element(parent, step, line(), Element.Nothing.NULL);
    JsonToken token = json.peek();
    int line = line();
    begun = line;
    return switch (token) {
      case BEGIN_OBJECT -> object(parent, step, line, depth + 1);
      case BEGIN_ARRAY -> array(parent, step, line, depth + 1);
      case STRING -> new Element(parent, step, line, json.nextString());
      case NUMBER -> new Element(parent, step, line, new Element.Numeral(json.nextString()));
      case BOOLEAN -> new Element(parent, step, line, json.nextBoolean());
      default -> {
        json.nextNull();
        yield new Element(parent, step, line, Element.Nothing.NULL);
      }
    };
  }

  private Element object(@Nullable Element parent, String step, int line, int depth)
      throws IOException, MalformedModelException {
    Map<String, Element> members = new LinkedHashMap<>();
    Element object = new Element(parent, step, line, members);
    enter(object, depth);
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      Element member = value(object, "." + name, depth);
      if (members.containsKey(name)) {
        member = new Element(object, "." + name, member.line(), Element.Nothing.TWICE);
      }
      members.put(name, member);
      current = object;
    }
    json.endObject();
    return object;
  }

  private Element array(@Nullable Element parent, String step, int line, int depth)
      throws IOException, MalformedModelException {
    List<Element> elements = new ArrayList<>();
    Element array = new Element(parent, step, line, elements);
    enter(array, depth);
    json.beginArray();
    while (json.hasNext()) {
      elements.add(value(array, "[" + elements.size() + "]", depth));
      current = array;
    }
    json.endArray();
    return array;
  }

  private void enter(Element container, int depth) throws MalformedModelException {
    current = container;
    if (depth > MAX_DEPTH) {
      throw container.wrong("nested deeper than " + MAX_DEPTH);
    }
  }

  private MalformedModelException wrong(String message) {
    return new MalformedModelException(line(), current.path(), message);
  }

  /** Returns the current line, which Gson's reader exposes only in its string form. */
  private int line() {
    String place = json.toString();
    int from = place.indexOf(" line ") + " line ".length();
    int to = place.indexOf(' ', from);
    return Integer.parseInt(place, from, to, 10);
  }

  /** Returns the reader's message without its position and its advice. */
  private static String reason(@Nullable String words) {
    if (words == null || words.startsWith("Use JsonReader")) {
      return "unexpected character";
    }
    int place = words.indexOf(" at line ");
    return place < 0 ? words : words.substring(0, place).toLowerCase(Locale.ROOT);
  }
}
