/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.kuralink.itests.wiring.House;
import org.ops4j.pax.exam.Option;

/** The bundles in the framework before a test begins. */
final class Platform {

  private Platform() {}

  /** What Kura brings: Declarative Services, configuration, events, logging, Gson, its API. */
  static Option withoutKuralink() {
    return with(List.of("kura-api"));
  }

  /** The same without Kura's API, and bundles of ours. */
  static Option with(Collection<String> names) {
    return composite(
        frameworkProperty("org.kuralink.data").value(House.freshData().toString()),
        bundles(House.platform()),
        bundles(names.stream().map(House::jar).toList()),
        junitBundles());
  }

  private static Option bundles(Collection<Path> jars) {
    return composite(jars.stream().map(jar -> bundle(url(jar))).toArray(Option[]::new));
  }

  private static String url(Path jar) {
    return jar.toUri().toString();
  }
}
