/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kuralink.gateway.GatewayStage.COMBINE;
import static org.kuralink.gateway.GatewayStage.sub;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.gateway.SubDeviceFault;
import org.kuralink.api.gateway.SubDeviceState;
import org.kuralink.api.readme.StateDiagram;

/** The gateway handles each code as the table in the README says. */
class ErrorTableTest extends CaseStage {

  /** A row of the table: code, fault, and whether the operator is needed. */
  static Stream<List<String>> rows() throws IOException {
    Pattern row = Pattern.compile("\\| ([0-9]+) \\| `([A-Z_]+)` \\| [^|]* \\|( yes)? \\|");
    List<MatchResult> rows = StateDiagram.lines(row).toList();
    assertEquals(
        Stream.of(SubDeviceFault.values()).filter(one -> one.code().isPresent()).count(),
        rows.size());
    return rows.stream()
        .map(each -> List.of(each.group(1), each.group(2), each.group(3) == null ? "" : "yes"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aLogInWithThisCodeIsTriedAgainUnlessItNeedsAPerson(List<String> row) {
    int code = Integer.parseInt(row.get(0));
    bound(false, sub(1));
    stage.platform((at, up) -> at.reply(up, up.topic().startsWith(COMBINE) ? code : 200, Map.of()));
    stage.devices.requests().login(sub(1));
    stage.leap(Duration.ofSeconds(4));
    assertEquals(SubDeviceFault.valueOf(row.get(1)), error(sub(1)).orElseThrow().cause());
    boolean person = row.get(2).equals("yes");
    boolean stopped =
        stage.state(sub(1)) == SubDeviceState.REFUSED
            || stage.state(sub(1)) == SubDeviceState.DELETED;
    assertEquals(person, stopped, stage.state(sub(1)) + "");
    int before = stage.ups("combine/login").size();
    stage.leap(Duration.ofHours(2));
    List<GatewayStage.Up> all = stage.ups("combine/login");
    assertEquals(person, all.size() == before, all.size() + " log-ins");
    for (int i = 5; i < all.size(); i++) {
      assertTrue(all.get(i).at() - all.get(i - 5).at() >= Duration.ofMinutes(1).toNanos());
    }
  }

  @ParameterizedTest
  @CsvSource({"5005, UNKNOWN_PRODUCT", "6204, DISABLED"})
  void additionsAndRegistrationsHaveOtherCodesForTheSame(int code, SubDeviceFault fault) {
    assertEquals(fault, SubDeviceFault.of(new ResultCode(code)));
  }
}
