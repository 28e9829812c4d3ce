/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.kuralink.simulator.Simulator;

/** Records the operations of the simulator's openapi.yaml that a client has called with success. */
final class DescribedOperations implements Interceptor {
  private final Set<String> called = new ConcurrentSkipListSet<>();

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    if (response.isSuccessful()) {
      called.add(chain.request().method() + " " + chain.request().url().encodedPath());
    }
    return response;
  }

  Set<String> notCalled() throws IOException {
    Set<String> operations = all();
    operations.removeIf(
        operation -> {
          String pattern = operation.replaceAll("\\{[A-Za-z]+}", "[^/]+");
          return called.stream().anyMatch(call -> call.matches(pattern));
        });
    return operations;
  }

  private static Set<String> all() throws IOException {
    Set<String> operations = new TreeSet<>();
    String path = "";
    try (InputStream in = Simulator.class.getResourceAsStream("/openapi.yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.substring(0, text.indexOf("\ncomponents:")).lines().toList()) {
        String word = line.strip().replaceFirst(":$", "");
        if (line.startsWith("  /")) {
          path = word;
        } else if (line.matches(" {4}(get|post|put|patch|delete):")) {
          operations.add(word.toUpperCase(Locale.ROOT) + " " + path);
        }
      }
    }
    assertTrue(operations.size() >= 89, operations.toString());
    return operations;
  }
}
