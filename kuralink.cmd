@echo off
rem SPDX-License-Identifier: EPL-2.0
rem Starts the programs of Kuralink from a checkout; a JDK, version 17 or later, must be on the PATH.
setlocal
set "ROOT=%~dp0"
set "STATE=%ROOT%.kuralink"
set "HOME_DIR=%ROOT%distrib\gateway\target\kuralink-gateway"
set "COMMAND=%~1"
for /f "tokens=1,* delims= " %%a in ("%*") do set "REST=%%b"
rem Nothing is built for a command: where a gateway runs there is a built one.
for %%c in (status post event call tags trace ota config shadow devices model services connect disconnect) do (
  if "%COMMAND%"=="%%c" goto remote
)
if "%COMMAND%"=="command" (
  for /f "tokens=1,* delims= " %%a in ("%REST%") do (
    set "COMMAND=%%a"
    set "REST=%%b"
  )
  goto remote
)
if "%COMMAND%"=="field-simulator" (
  if not exist "%ROOT%distrib\field-simulator\target\lib" (
    call "%ROOT%mvnw.cmd" -q -f "%ROOT%pom.xml" -DskipTests -pl distrib/field-simulator -am package || exit /b 1
  )
  java -XX:TieredStopAtLevel=1 -Xmx256m "-Dkuralink.field.simulator.data=%STATE%\field-simulator" -cp "%ROOT%distrib\field-simulator\target\*;%ROOT%distrib\field-simulator\target\lib\*" org.kuralink.fieldsimulator.FieldSimulator %REST%
  exit /b
)
if not exist "%ROOT%distrib\demo\target\kuralink-demo\lib\kuralink-demo.jar" (
  echo building, first time only, a minute or more with what has to be fetched ...
  call "%ROOT%mvnw.cmd" -q -f "%ROOT%pom.xml" -DskipTests -pl distrib/demo -am package || exit /b 1
)
if "%COMMAND%"=="demo" (
  java -cp "%ROOT%distrib\demo\target\kuralink-demo\lib\*" org.kuralink.demo.Demo --root "%ROOT%." --work "%STATE%\demo" %REST%
) else if "%COMMAND%"=="gateway" (
  if not exist "%STATE%\gateway\etc" xcopy /i /q "%HOME_DIR%\etc" "%STATE%\gateway\etc" >nul
  java -Dfile.encoding=UTF-8 -Dkuralink.home="%HOME_DIR%" -cp "%HOME_DIR%\lib\*" org.kuralink.standalone.Gateway --etc "%STATE%\gateway\etc" --data "%STATE%\gateway\data" --shell %REST%
) else if "%COMMAND%"=="simulator" (
  java -cp "%ROOT%distrib\simulator\target\*;%ROOT%distrib\simulator\target\lib\*" org.kuralink.simulator.Simulator %REST%
) else if "%COMMAND%"=="sign" (
  java -cp "%HOME_DIR%\lib\*;%HOME_DIR%\bundle\*" org.kuralink.standalone.Sign %REST%
) else (
  echo Usage: kuralink demo [--once] ^| gateway ^| simulator ^| field-simulator ^| sign ^| status ^| command WORDS
  exit /b 1
)
exit /b

:remote
if not exist "%HOME_DIR%\lib\kuralink-gateway.jar" (
  echo kuralink: no gateway is running: none is built here; see kuralink gateway 1>&2
  exit /b 1
)
java -Dfile.encoding=UTF-8 -cp "%HOME_DIR%\lib\*" org.kuralink.standalone.Gateway %COMMAND% --data "%STATE%\gateway\data" %REST%
