@echo off
rem Installs orgtransfer from the files beside this one: no network, no administrator.
chcp 65001 >nul
cd /d "%~dp0"
set found=
for %%v in (3.14 3.13 3.12 3.11) do if not defined found py -%%v -c "" >nul 2>nul && set found=py -%%v
if not defined found python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set found=python
if not defined found echo 没有找到 Python 3.11 或更高版本。请改用不需要 Python 的压缩包。 & goto end
%found% -m venv program || goto failed
program\Scripts\python -m pip install --no-index --find-links wheels --require-hashes --only-binary :all: --no-cache-dir --quiet -r lock.txt || goto failed
echo 装好了。开始核对：双击 开始核对.cmd
goto end
:failed
echo 没有装好：这些文件不适合本机（系统、处理器或 Python 版本不同），或者有文件缺失、损坏。
:end
pause
