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
 * The directions of the platform's methods (developer guide, chapter 9). A new capability that
 * answers a method adds the method here. Stateless; any thread may call.
 */
public final class PlatformMethods {

  /** Methods that capabilities of this product answer; an entry that ends in a dot is a prefix. */
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

  /** Methods that only devices send. */
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

  /** Topics between servers of the platform. */
  private static final String SERVERS = "thing.downlink.";

  private PlatformMethods() {}

  /** Returns whether a bundle of this product answers the method, if that bundle is installed. */
  public static boolean isAnswered(String method) {
    return startsWithAny(ANSWERED, method);
  }

  /** Returns whether the platform never sends a request to a device by this method. */
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
