/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Base class of tests that share a simulator per class. */
abstract class OnPlatform {

  static Platform platform;

  @BeforeAll
  static void start() throws Exception {
    platform = new Platform();
  }

  @AfterAll
  static void stop() throws Exception {
    platform.close();
  }
}
