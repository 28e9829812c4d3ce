/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a slave does with one request instead of answering it rightly; an order of words.
 *
 * @param words what it does, with the number of each
 */
record FaultStep(Map<Word, Integer> words) {

  /** Rightly. */
  static final FaultStep RIGHT = new FaultStep(Map.of());

  /** A word, and what its number may be; none if the most is 0. */
  enum Word {
    ANSWER("answer", 0),
    SILENT("silent", 0),
    /** The connection ends after the answer. */
    CLOSE("close", 0),
    /** The connection ends instead of an answer. */
    HANGUP("hangup", 0),
    EXCEPTION("exception", 255),
    DELAY("delay", 3_600_000),
    /** Added to the transaction id. */
    TID("tid", 65_535),
    AS_UNIT("as-unit", 255),
    /** Bytes that the answer is too short. */
    CUT("cut", 250),
    /** Bytes that it is too long, and says so itself. */
    EXTRA("extra", 100),
    /** Zero bytes before it. */
    NOISE("noise", 250),
    /** The lowest bit of a byte of the frame is turned over. */
    FLIP_BIT("flip-bit", 259),
    CRC_SWAPPED("crc-swapped", 0),
    /** The request comes back before the answer. */
    ECHO("echo", 0),
    /** The answer comes in so many parts. */
    PIECES("pieces", 260),
    /** Milliseconds between these. */
    GAP("gap", 60_000),
    /** A request that comes sooner after the last answer, in milliseconds, is not heard. */
    NEEDS_SILENCE("needs-silence", 60_000),
    /** For so many milliseconds nothing that comes over this connection is heard. */
    BLACKHOLE("blackhole", 3_600_000);

    private final String text;
    private final int most;

    Word(String text, int most) {
      this.text = text;
      this.most = most;
    }

    private static Optional<Word> of(String text) {
      return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    private int number(String number) {
      try {
        int value = Integer.parseInt(number);
        if (value >= 0 && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // As one that is out of range.
      }
      throw new IllegalArgumentException(text + " takes 0 to " + most + ", not " + number);
    }
  }

  FaultStep {
    words = Map.copyOf(words);
  }

  /** The steps that stand between semicolons. */
  static List<FaultStep> steps(String text) {
    List<FaultStep> steps = new ArrayList<>();
    for (String each : text.split(";", -1)) {
      steps.add(step(each.strip().split("\\s+")));
    }
    return List.copyOf(steps);
  }

  private static FaultStep step(String[] texts) {
    Map<Word, Integer> words = new EnumMap<>(Word.class);
    for (int i = 0; i < texts.length; i++) {
      String text = texts[i];
      Word word =
          Word.of(text)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "a step is one or more of "
                              + Arrays.stream(Word.values())
                                  .map(each -> each.most > 0 ? each.text + " N" : each.text)
                                  .collect(Collectors.joining(", "))
                              + ", not "
                              + (text.isEmpty() ? "nothing" : text)));
      int number = 0;
      if (word.most > 0) {
        i++;
        if (i == texts.length) {
          throw new IllegalArgumentException(text + " needs a number");
        }
        number = word.number(texts[i]);
      }
      words.put(word, number);
    }
    words.remove(Word.ANSWER);
    return new FaultStep(words);
  }

  boolean isRight() {
    return words.isEmpty();
  }

  boolean has(Word word) {
    return words.containsKey(word);
  }

  int number(Word word, int otherwise) {
    return words.getOrDefault(word, otherwise);
  }

  @Override
  public String toString() {
    return isRight()
        ? Word.ANSWER.text
        : new EnumMap<>(words)
            .entrySet().stream()
                .map(e -> e.getKey().text + (e.getKey().most > 0 ? " " + e.getValue() : ""))
                .collect(Collectors.joining(" "));
  }
}
