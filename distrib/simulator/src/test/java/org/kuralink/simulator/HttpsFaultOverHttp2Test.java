/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import java.net.http.HttpClient;

/** Tests the same faults over HTTP/2. */
class HttpsFaultOverHttp2Test extends HttpsFaultTest {

  @Override
  HttpClient.Version version() {
    return HttpClient.Version.HTTP_2;
  }
}
