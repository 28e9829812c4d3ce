/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.util.Collection;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link CodecBenchmark} and prints its rates relative to the tree. */
public final class CodecRatios {

  private final Collection<RunResult> results;

  private CodecRatios(Collection<RunResult> results) {
    this.results = results;
  }

  /** Runs and prints. */
  public static void main(String[] arguments) throws RunnerException {
    CodecRatios ratios =
        new CodecRatios(
            new Runner(
                    new OptionsBuilder()
                        .include(CodecBenchmark.class.getName() + ".*")
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
    System.out.printf("%nCodec against a plain Gson tree, operations a millisecond%n");
    ratios.print("decode a request", "decodeRequest", "decodeRequestTree");
    ratios.print("  and read its params", "decodeRequestAndParams", "decodeRequestTree");
    ratios.print("decode a reply", "decodeReply", "decodeReplyTree");
    ratios.print("encode a request", "encodeRequest", "encodeRequestTree");
    System.out.printf("%-24s %10.0f%n", "parse a topic", ratios.rate("parseTopic"));
  }

  private void print(String what, String ours, String tree) {
    System.out.printf(
        "%-24s %10.0f %10.0f %8.2fx%n", what, rate(ours), rate(tree), rate(ours) / rate(tree));
  }

  private double rate(String method) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
        .findFirst()
        .orElseThrow()
        .getPrimaryResult()
        .getScore();
  }
}
