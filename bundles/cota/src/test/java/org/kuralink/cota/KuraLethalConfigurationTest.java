/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

/** The same tests through Kura's configuration service. */
class KuraLethalConfigurationTest extends LethalConfigurationTest {

  @Override
  Gateway started() {
    Gateway gateway = Gateway.firstOnKura(Life.whole());
    gateway.start();
    return gateway;
  }
}
