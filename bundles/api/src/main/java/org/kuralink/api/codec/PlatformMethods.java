/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.codec;

import java.util.List;
import java.util.Set;

/**
 * Which of the platform's methods (developer guide, chapter 9) go which way. A new capability that
 * answers a method adds it here. Without state; any thread may call.
 */
public final class PlatformMethods {

  /** What capabilities of this product answer; a dot at the end stands for all that begin so. */
  private static final List<String> ANSWERED =
      List.of(
          "thing.service.",
          "thing.config.push",
          "thing.disable",
          "thing.enable",
          "thing.delete",
          "thing.topo.add.notify",
          "thing.topo.change",
          "thing.gateway.permit");

  /** What only a device sends: on such a topic nothing can be asked of one. */
  private static final List<String> SENT =
      List.of(
          "thing.event.",
          "thing.deviceinfo.",
          "thing.dsltemplate.",
          "thing.dynamicTsl.",
          "thing.log.",
          "thing.lan.",
          "thing.list.",
          "thing.ota.",
          "thing.sub.",
          "thing.file.",
          "combine.");

  private static final Set<String> SENT_EXACTLY =
      Set.of(
          "thing.config.get",
          "thing.config.log.get",
          "thing.property.desired.get",
          "thing.property.desired.delete",
          "thing.topo.add",
          "thing.topo.delete",
          "thing.topo.get",
          "thing.job.get",
          "thing.job.update");

  /** Topics of the platform's servers among themselves. */
  private static final String SERVERS = "thing.downlink.";

  private PlatformMethods() {}

  /** Whether a bundle of this product answers the method when it is installed. */
  public static boolean isAnswered(String method) {
    return startsWithAny(ANSWERED, method);
  }

  /** Whether the platform never asks anything of a device by this method. */
  public static boolean isNeverAsked(String method) {
    return method.startsWith(SERVERS)
        || SENT_EXACTLY.contains(method)
        || startsWithAny(SENT, method);
  }

  private static boolean startsWithAny(List<String> names, String method) {
    return names.stream()
        .anyMatch(name -> name.endsWith(".") ? method.startsWith(name) : method.equals(name));
  }
}
